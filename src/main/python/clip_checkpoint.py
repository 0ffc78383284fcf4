"""The Hugging Face checkpoint folder of clip:scenes: tokenizer, settings, weights in half precision."""

import json

import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import CLIPConfig, CLIPModel

import scenes_checkpoint
import scenes_vision

START, END = "<|startoftext|>", "<|endoftext|>"
CONTEXT = 77
PROJECTION = 128
SPLIT = r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
WORDS = (
    "a an the one two three of in on at with and is are no not nothing there background picture image drawing photo "
    "shape shapes object objects coloured colored grid abstract geometric figure figures"
)


def byte_alphabet():
    """The 256 symbols of byte-level pairs in the order of CLIP's own vocabulary."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in printable]
    return [chr(byte) for byte in printable] + [chr(256 + at) for at in range(len(rest))]


def parts(tokenizer):
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(SPLIT), behavior="removed", invert=True),
        pre_tokenizers.ByteLevel(add_prefix_space=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def build_tokenizer():
    """CLIP's layout: the bytes, the bytes at a word's end, one entry per merge, the two special tokens."""
    ending = {"continuing_subword_prefix": "", "end_of_word_suffix": "</w>"}
    learner = parts(Tokenizer(models.BPE(**ending)))
    trainer = trainers.BpeTrainer(vocab_size=4096, min_frequency=1, show_progress=False, end_of_word_suffix="</w>",
                                  initial_alphabet=byte_alphabet())
    learner.train_from_iterator([*scenes_checkpoint.corpus(), *[WORDS] * 40], trainer)
    merges = [tuple(pair) for pair in json.loads(learner.to_str())["model"]["merges"]]
    alphabet = byte_alphabet()
    entries = [*alphabet, *(symbol + "</w>" for symbol in alphabet)]
    known = set(entries)
    entries += dict.fromkeys(merged for merged in map("".join, merges) if merged not in known)
    entries += [START, END]
    vocabulary = {entry: index for index, entry in enumerate(entries)}
    tokenizer = parts(Tokenizer(models.BPE(vocab=vocabulary, merges=merges, unk_token=END, **ending)))
    tokenizer.add_special_tokens([AddedToken(text, normalized=False, special=True) for text in (START, END)])
    tokenizer.post_processor = processors.RobertaProcessing(
        (END, vocabulary[END]), (START, vocabulary[START]), trim_offsets=False, add_prefix_space=False)
    return tokenizer


def settings(tokenizer):
    start, end = tokenizer.token_to_id(START), tokenizer.token_to_id(END)
    common = {"attention_dropout": 0.0, "hidden_act": "gelu", "layer_norm_eps": 1e-05, "num_attention_heads": 4,
              "projection_dim": PROJECTION}
    return {
        "architectures": ["CLIPModel"],
        "initializer_factor": 1.0,
        "logit_scale_init_value": 2.6592,
        "model_type": "clip",
        "projection_dim": PROJECTION,
        "text_config": common | {
            "bos_token_id": start, "eos_token_id": end, "hidden_size": 128, "intermediate_size": 512,
            "max_position_embeddings": CONTEXT,
            "model_type": "clip_text_model", "num_hidden_layers": 2, "pad_token_id": end,
            "vocab_size": tokenizer.get_vocab_size(),
        },
        "torch_dtype": "float16",
        "vision_config": common | {
            "hidden_size": scenes_vision.HIDDEN, "image_size": scenes_vision.SIDE,
            "intermediate_size": 3 * scenes_vision.HIDDEN, "model_type": "clip_vision_model", "num_channels": 3,
            "num_hidden_layers": 5,
            "patch_size": scenes_vision.PATCH,
        },
    }


def new_model(config):
    return CLIPModel(CLIPConfig.from_dict(json.loads(json.dumps(config)))).float()


def take(model, folder):
    """The weights of a checkpoint, as far as it has them: fewer layers leave the others as they are."""
    found = load(folder).state_dict()
    model.load_state_dict(found, strict=False)


def load(folder):
    return CLIPModel.from_pretrained(folder, dtype=torch.float32)


def save(folder, tokenizer, config, model):
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    end = tokenizer.token_to_id(END)
    write = scenes_checkpoint.write_json
    write(folder / "tokenizer_config.json", {
        "add_prefix_space": False,
        "added_tokens_decoder": {
            str(tokenizer.token_to_id(text)): {
                "content": text, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False,
                "special": True,
            } for text in (START, END)
        },
        "bos_token": START, "do_lower_case": True, "eos_token": END, "errors": "replace", "model_max_length": CONTEXT,
        "pad_token": END, "tokenizer_class": "CLIPTokenizer", "unk_token": END,
    })
    write(folder / "config.json", config)
    write(folder / "preprocessor_config.json", {
        "crop_size": {"height": scenes_vision.SIDE, "width": scenes_vision.SIDE}, "do_center_crop": True, "do_convert_rgb": True,
        "do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": list(scenes_vision.MEAN),
        "image_processor_type": "CLIPImageProcessor", "image_std": list(scenes_vision.DEVIATION),
        "processor_class": "CLIPProcessor", "resample": 3, "rescale_factor": 0.00392156862745098,
        "size": {"shortest_edge": scenes_vision.SIDE},
    })
    state = {name: weight.detach().to(torch.float16).contiguous() for name, weight in sorted(model.state_dict().items())
             if not name.endswith("position_ids")}
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
