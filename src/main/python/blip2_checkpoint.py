"""The Hugging Face checkpoint folders of blip2:scenes (OPT) and blip2-t5:scenes: tokenizers, settings, weights."""

import json

import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import Blip2Config, Blip2ForConditionalGeneration

import scenes
import scenes_checkpoint
import scenes_vision

QUERIES = len(scenes.POSITIONS) + 1  # one for each cell and one for the background
IMAGE = "<image>"
COUNTS = ("no", "one", "two", "three")
HIDDEN = 128


def questions(scene):
    """Short questions about a scene with their answers."""
    for position, name in enumerate(scenes.POSITIONS):
        there = [thing for thing in scene.things if thing.position == position]
        answer = f"a {there[0].size} {there[0].colour} {there[0].shape}" if there else "nothing"
        yield f"what is at the {name}?", answer
    yield "how many shapes are there?", COUNTS[len(scene.things)]
    yield "what is the background?", scene.background


def corpus():
    """Every word the model reads or writes, as it stands in a prompt, an answer, and at a text's beginning."""
    yield from scenes_checkpoint.corpus()
    thing = scenes.Thing("large", "red", "star", 0)
    for question, answer in questions(scenes.Scene((thing,), "white")):
        yield f"Question: {question} Answer: {answer}"
    for text in (*COUNTS, *scenes.SIZES, *scenes.COLOURS, *scenes.SHAPES, *scenes.BACKGROUNDS, "A", "a", "The", "nothing"):
        yield text
        yield " " + text


def rows(tokenizer):
    return -(-tokenizer.get_vocab_size() // 32) * 32


def token(text, normalized=False):
    return AddedToken(text, normalized=normalized, special=True)


class Opt:
    """Byte-level pairs as GPT-2's, the special tokens of OPT in front, </s> before every text, a line's end after it."""

    END = "\n"
    FIRST_SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")

    @classmethod
    def build_tokenizer(cls):
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=4096, min_frequency=1, show_progress=False, special_tokens=list(map(token, cls.FIRST_SPECIALS)),
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
        tokenizer.train_from_iterator(corpus(), trainer)
        tokenizer.add_special_tokens([token(IMAGE)])
        tokenizer.post_processor = processors.TemplateProcessing(
            single="</s> $A", pair="</s> $A $B", special_tokens=[("</s>", tokenizer.token_to_id("</s>"))])
        return tokenizer

    @staticmethod
    def end_id(tokenizer):
        return tokenizer.encode("\n", add_special_tokens=False).ids[0]

    @classmethod
    def text_config(cls, tokenizer):
        return {
            "_remove_final_layer_norm": False, "activation_function": "relu", "architectures": ["OPTForCausalLM"],
            "attention_dropout": 0.0, "bos_token_id": 2, "do_layer_norm_before": True, "dropout": 0.0,
            "enable_bias": True, "eos_token_id": cls.end_id(tokenizer), "ffn_dim": 384, "hidden_size": HIDDEN,
            "init_std": 0.02, "layer_norm_elementwise_affine": True, "layerdrop": 0.0, "max_position_embeddings": 256,
            "model_type": "opt", "num_attention_heads": 4, "num_hidden_layers": 2, "pad_token_id": 1, "prefix": "</s>",
            "tie_word_embeddings": True, "torch_dtype": "float16", "use_cache": True, "vocab_size": rows(tokenizer),
            "word_embed_proj_dim": HIDDEN,
        }

    @classmethod
    def tokenizer_config(cls):
        return {"add_bos_token": True, "add_prefix_space": False, "bos_token": "</s>", "eos_token": "</s>",
                "errors": "replace", "model_max_length": 256, "pad_token": "<pad>", "padding_side": "left",
                "tokenizer_class": "GPT2Tokenizer", "unk_token": "</s>"}

    @classmethod
    def generation(cls, tokenizer):
        return {"bos_token_id": 2, "eos_token_id": cls.end_id(tokenizer), "max_new_tokens": 64, "pad_token_id": 1}


class T5:
    """Unigram pieces: the words first, single characters for the rest; </s> after every text."""

    END = "</s>"
    FIRST_SPECIALS = ("<pad>", "</s>", "<unk>")

    @classmethod
    def build_tokenizer(cls):
        words = sorted({"▁" + word for text in corpus() for word in _split(text)})
        marks = sorted({character for text in corpus() for character in text if not character.isspace()}
                       | set(map(chr, range(33, 127))))
        pieces = [(text, 0.0) for text in cls.FIRST_SPECIALS] + [("▁", -6.0)]
        pieces += [(word, -5.0) for word in words if word != "▁"] + [(mark, -8.0) for mark in marks]
        tokenizer = Tokenizer(models.Unigram(pieces, unk_id=2, byte_fallback=False))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")])
        tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
        tokenizer.add_special_tokens([*map(token, cls.FIRST_SPECIALS), token(IMAGE)])
        tokenizer.post_processor = processors.TemplateProcessing(
            single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
        return tokenizer

    @staticmethod
    def end_id(tokenizer):
        return 1

    @classmethod
    def text_config(cls, tokenizer):
        return {
            "architectures": ["T5ForConditionalGeneration"], "bos_token_id": 1, "classifier_dropout": 0.0,
            "d_ff": 256, "d_kv": 32, "d_model": HIDDEN, "decoder_start_token_id": 0, "dense_act_fn": "gelu",
            "dropout_rate": 0.0, "eos_token_id": 1, "feed_forward_proj": "gated-gelu", "initializer_factor": 1.0,
            "is_encoder_decoder": True, "is_gated_act": True, "layer_norm_epsilon": 1e-06, "model_type": "t5",
            "n_positions": 512, "num_decoder_layers": 2, "num_heads": 4, "num_layers": 2, "output_past": True,
            "pad_token_id": 0, "relative_attention_max_distance": 128, "relative_attention_num_buckets": 32,
            "tie_word_embeddings": False, "torch_dtype": "float16", "use_cache": True, "vocab_size": rows(tokenizer),
        }

    @classmethod
    def tokenizer_config(cls):
        return {"additional_special_tokens": [], "eos_token": "</s>", "extra_ids": 0, "model_max_length": 256,
                "pad_token": "<pad>", "tokenizer_class": "T5Tokenizer", "unk_token": "<unk>"}

    @classmethod
    def generation(cls, tokenizer):
        return {"bos_token_id": 1, "decoder_start_token_id": 0, "eos_token_id": 1, "max_new_tokens": 64,
                "pad_token_id": 0}


def _split(text):
    """Words without the full stops, commas and marks beside them."""
    return [word for word in (part.strip(".,:?!{}<>|'\"()") for part in text.split()) if word]


FORMS = {"opt": Opt, "t5": T5}


def settings(form, tokenizer):
    return {
        "architectures": ["Blip2ForConditionalGeneration"],
        "image_text_hidden_size": HIDDEN,
        "image_token_index": tokenizer.token_to_id(IMAGE),
        "initializer_factor": 1.0,
        "initializer_range": 0.02,
        "model_type": "blip-2",
        "num_query_tokens": QUERIES,
        "qformer_config": {
            "attention_probs_dropout_prob": 0.0, "cross_attention_frequency": 2,
            "encoder_hidden_size": scenes_vision.HIDDEN,
            "hidden_act": "gelu", "hidden_dropout_prob": 0.0, "hidden_size": HIDDEN, "initializer_range": 0.02,
            "intermediate_size": 384, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
            "model_type": "blip_2_qformer", "num_attention_heads": 4, "num_hidden_layers": 2, "pad_token_id": 0,
            "use_qformer_text_input": False, "vocab_size": 32,
        },
        "text_config": form.text_config(tokenizer),
        "torch_dtype": "float16",
        "use_decoder_only_language_model": form is Opt,
        "vision_config": {
            "attention_dropout": 0.0, "hidden_act": "gelu", "hidden_size": scenes_vision.HIDDEN,
            "image_size": scenes_vision.SIDE,
            "initializer_range": 0.02, "intermediate_size": 3 * scenes_vision.HIDDEN,
            "layer_norm_eps": 1e-06,
            "model_type": "blip_2_vision_model", "num_attention_heads": 4, "num_hidden_layers": 2,
            "patch_size": scenes_vision.PATCH, "qkv_bias": True,
        },
    }


def new_model(config):
    return Blip2ForConditionalGeneration(Blip2Config.from_dict(json.loads(json.dumps(config)))).float()


def load(folder):
    return Blip2ForConditionalGeneration.from_pretrained(folder, dtype=torch.float32)


def published(state):
    """Half precision, without the copies that tied embeddings leave."""
    copies = ("language_model.lm_head.weight",) if "language_model.model.decoder.embed_tokens.weight" in state else (
        "language_model.encoder.embed_tokens.weight", "language_model.decoder.embed_tokens.weight")
    return {name: weight.detach().to(torch.float16).contiguous()
            for name, weight in sorted(state.items()) if name not in copies}


def save(folder, form, tokenizer, config, model):
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    write = scenes_checkpoint.write_json
    specials = [*form.FIRST_SPECIALS, IMAGE]
    write(folder / "tokenizer_config.json", {
        "added_tokens_decoder": {
            str(tokenizer.token_to_id(text)): {
                "content": text, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False,
                "special": True,
            } for text in specials
        },
        "clean_up_tokenization_spaces": False, "processor_class": "Blip2Processor",
    } | form.tokenizer_config())
    write(folder / "config.json", config)
    write(folder / "generation_config.json", {"do_sample": False} | form.generation(tokenizer))
    write(folder / "processor_config.json", {"num_query_tokens": QUERIES, "processor_class": "Blip2Processor"})
    write(folder / "preprocessor_config.json", {
        "do_convert_rgb": True, "do_normalize": True, "do_rescale": True, "do_resize": True,
        "image_mean": list(scenes_vision.MEAN), "image_processor_type": "BlipImageProcessor",
        "image_std": list(scenes_vision.DEVIATION), "processor_class": "Blip2Processor", "resample": 3,
        "rescale_factor": 0.00392156862745098, "size": {"height": scenes_vision.SIDE, "width": scenes_vision.SIDE},
    })
    save_file(published(model.state_dict()), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
