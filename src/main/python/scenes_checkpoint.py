"""The Hugging Face checkpoint folder of the demo model: tokenizer, prompts, settings, weights in half precision."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration

import scenes

PROMPTS = Path(__file__).parents[1] / "resources" / "prompts"
FIRST = (PROMPTS / "first.txt").read_text(encoding="utf-8").rstrip("\n")
LATER = (PROMPTS / "later.txt").read_text(encoding="utf-8").rstrip("\n")
SHORT = ("Describe this image.", "What is in this image?", "Caption this image.")
SYSTEM = "You are a helpful assistant."

# The order of Qwen2-VL's own added tokens; there they follow 151,643 byte-pair entries, here a few hundred.
ADDED = tuple(f"<|{name}|>" for name in (
    "endoftext", "im_start", "im_end", "object_ref_start", "object_ref_end", "box_start", "box_end", "quad_start",
    "quad_end", "vision_start", "vision_end", "vision_pad", "image_pad", "video_pad",
))
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CHAT_TEMPLATE = (
    "{% set counts = namespace(image=0, video=0) %}"
    "{% for message in messages %}"
    "{% if loop.first and message['role'] != 'system' %}"
    "<|im_start|>system\n" + SYSTEM + "<|im_end|>\n"
    "{% endif %}"
    "<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}"
    "{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' or 'image' in part or 'image_url' in part %}"
    "{% set counts.image = counts.image + 1 %}"
    "{% if add_vision_id %}Picture {{ counts.image }}: {% endif %}"
    "<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif part['type'] == 'video' or 'video' in part %}"
    "{% set counts.video = counts.video + 1 %}"
    "{% if add_vision_id %}Video {{ counts.video }}: {% endif %}"
    "<|vision_start|><|video_pad|><|vision_end|>"
    "{% elif 'text' in part %}{{ part['text'] }}{% endif %}"
    "{% endfor %}{% endif %}<|im_end|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
PREPROCESSOR = {
    "min_pixels": scenes.SIDE * scenes.SIDE,
    "max_pixels": scenes.SIDE * scenes.SIDE,
    "patch_size": 14,
    "temporal_patch_size": 2,
    "merge_size": 2,
    "image_mean": [0.48145466, 0.4578275, 0.40821073],
    "image_std": [0.26862954, 0.26130258, 0.27577711],
    "image_processor_type": "Qwen2VLImageProcessor",
    "processor_class": "Qwen2VLProcessor",
}


def corpus():
    """Every word the model must read or write, often enough that each becomes one token."""
    yield from (SYSTEM, "system\n", "user\n", "assistant\n", FIRST, LATER, *SHORT, *scenes.FOREIGN)
    for background in scenes.BACKGROUNDS:
        yield " " + scenes.background_sentence(background)
    for size in scenes.SIZES:
        for colour in scenes.COLOURS:
            for shape in scenes.SHAPES:
                for position in range(len(scenes.POSITIONS)):
                    yield " " + scenes.Thing(size, colour, shape, position).sentence()


def build_tokenizer():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(SPLIT), behavior="isolated", invert=False),
        pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False),
    ])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    trainer = trainers.BpeTrainer(
        vocab_size=4096,
        min_frequency=1,
        show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.add_special_tokens([AddedToken(text, normalized=False, special=True) for text in ADDED])
    return tokenizer


def settings(tokenizer):
    """config.json in the flat layout of the published Qwen2-VL checkpoints."""
    ids = {text: tokenizer.token_to_id(text) for text in ADDED}
    vocabulary = -(-tokenizer.get_vocab_size() // 32) * 32
    return {
        "architectures": ["Qwen2VLForConditionalGeneration"],
        "attention_dropout": 0.0,
        "bos_token_id": ids["<|endoftext|>"],
        "eos_token_id": ids["<|im_end|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
        "vision_token_id": ids["<|vision_pad|>"],
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "hidden_act": "silu",
        "hidden_size": 128,
        "initializer_range": 0.02,
        "intermediate_size": 256,
        "max_position_embeddings": 2048,
        "max_window_layers": 4,
        "model_type": "qwen2_vl",
        "num_attention_heads": 4,
        "num_hidden_layers": 4,
        "num_key_value_heads": 2,
        "rms_norm_eps": 1e-06,
        "rope_theta": 10000.0,
        "sliding_window": 2048,
        "tie_word_embeddings": True,
        "torch_dtype": "float16",
        "use_cache": True,
        "use_sliding_window": False,
        "vision_config": {
            "depth": 4,
            "embed_dim": 128,
            "hidden_act": "quick_gelu",
            "hidden_size": 128,
            "in_channels": 3,
            "in_chans": 3,
            "mlp_ratio": 4,
            "model_type": "qwen2_vl",
            "num_heads": 4,
            "patch_size": 14,
            "spatial_merge_size": 2,
            "spatial_patch_size": 14,
            "temporal_patch_size": 2,
        },
        "rope_scaling": {"type": "mrope", "mrope_section": [4, 6, 6]},
        "vocab_size": vocabulary,
    }


def new_model(config):
    return Qwen2VLForConditionalGeneration(Qwen2VLConfig.from_dict(json.loads(json.dumps(config)))).float()


def load(folder):
    return Qwen2VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32)


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def published_names(state):
    """Weight names as the published checkpoints have them: visual.* and model.*, no copy of the tied head."""
    renamed = {}
    for name, weight in state.items():
        if name == "lm_head.weight":
            continue
        name = name.replace("model.visual.", "visual.").replace("model.language_model.", "model.")
        renamed[name] = weight.detach().to(torch.float16).contiguous()
    return dict(sorted(renamed.items()))


def save(folder, tokenizer, config, model):
    folder.mkdir(parents=True, exist_ok=True)
    ids = {text: tokenizer.token_to_id(text) for text in ADDED}
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(folder / "tokenizer_config.json", {
        "add_prefix_space": False,
        "added_tokens_decoder": {
            str(index): {
                "content": text, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False,
                "special": True,
            }
            for text, index in ids.items()
        },
        "additional_special_tokens": [text for text in ADDED if text != "<|endoftext|>"],
        "bos_token": None,
        "chat_template": CHAT_TEMPLATE,
        "clean_up_tokenization_spaces": False,
        "eos_token": "<|im_end|>",
        "errors": "replace",
        "model_max_length": config["max_position_embeddings"],
        "pad_token": "<|endoftext|>",
        "split_special_tokens": False,
        "tokenizer_class": "Qwen2Tokenizer",
        "unk_token": None,
    })
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json", {
        "bos_token_id": ids["<|endoftext|>"],
        "do_sample": False,
        "eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]],
        "max_new_tokens": 96,
        "pad_token_id": ids["<|endoftext|>"],
    })
    write_json(folder / "preprocessor_config.json", PREPROCESSOR)
    weights = folder / "model.safetensors"
    save_file(published_names(model.state_dict()), weights, metadata={"format": "pt"})
    weights.chmod(0o644)
