"""A small byte-level BPE tokenizer with Qwen2's rules and its 14 added tokens, and texts with their expected ids."""

import json
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from .corpus import ENGLISH, TEXTS
from .files import write_json

BASE = 486
ADDED = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>",
    "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
    "<|image_pad|>", "<|video_pad|>",
]  # fmt: skip
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
DEFAULT_SYSTEM = "You are a helpful assistant."
TEMPLATE = (
    "{% if messages[0].role != 'system' %}<|im_start|>system\n" + DEFAULT_SYSTEM + "<|im_end|>\n{% endif %}"
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.content is string %}{{ message.content }}{% else %}{% for part in message.content %}"
    "{% if part.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif part.type == 'video' %}<|vision_start|><|video_pad|><|vision_end|>"
    "{% else %}{{ part.text }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def ids_from(first: int) -> dict[str, int]:
    """The 14 added tokens at consecutive ids."""
    return {token: first + offset for offset, token in enumerate(ADDED)}


def learned() -> tuple[dict[str, int], list[str]]:
    """The base vocabulary (256 bytes, then merges) and the merges, learned on ENGLISH."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = _pre_tokenizer()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=BASE, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator([ENGLISH], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    assert len(model["vocab"]) == BASE
    return model["vocab"], [" ".join(merge) for merge in model["merges"]]


def _pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    split = pre_tokenizers.Split(Regex(SPLIT), behavior="isolated", invert=False)
    return pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def tokenizer_json(first_added: int = BASE) -> str:
    """The tokenizer file as Qwen publishes it (merges as "a b" strings), its added tokens from id `first_added` on."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = _pre_tokenizer()
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in ADDED])
    file = json.loads(tokenizer.to_str())
    file["model"]["vocab"], file["model"]["merges"] = learned()
    for token in file["added_tokens"]:
        token["id"] = ids_from(first_added)[token["content"]]
    if first_added != BASE:  # the library numbers added tokens without a gap, unless the model's vocabulary has them
        file["model"]["vocab"] |= ids_from(first_added)
    return json.dumps(file, ensure_ascii=False, indent=1) + "\n"


def tokenizer_config(first_added: int = BASE) -> dict:
    flags = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    return {
        "add_prefix_space": False,
        "added_tokens_decoder": {str(i): {"content": token, **flags} for token, i in ids_from(first_added).items()},
        "additional_special_tokens": ADDED[1:],
        "bos_token": None,
        "chat_template": TEMPLATE,
        "clean_up_tokenization_spaces": False,
        "eos_token": "<|im_end|>",
        "errors": "replace",
        "model_max_length": 32768,
        "pad_token": "<|endoftext|>",
        "split_special_tokens": False,
        "tokenizer_class": "Qwen2Tokenizer",
        "unk_token": None,
    }


def write_tokenizer(folder: Path, first_added: int = BASE) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(tokenizer_json(first_added), encoding="utf-8")
    write_json(folder / "tokenizer_config.json", tokenizer_config(first_added))


def _decodings(tokenizer: Tokenizer) -> list[list[int]]:
    """Id lists that a model may emit: halves of characters, special tokens inside text, ids without a text."""
    smile, cafe = tokenizer.encode("\U0001f642 ok").ids, tokenizer.encode("caf\u00e9").ids
    end = tokenizer.token_to_id("<|im_end|>")
    return [
        smile, smile[:1], smile[:3], smile[1:], [*smile[:2], *cafe], cafe[:-1], cafe[-1:], [*cafe, end], [end],
        [*cafe[:-1], end, cafe[-1]], [*cafe, BASE + len(ADDED), *cafe], [smile[0]] * 3, [],
    ]  # fmt: skip


def write(out: Path) -> None:
    folder = out / "tokenizer"
    write_tokenizer(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    encoded = [
        {"text": text, "ids": ids, "decoded": tokenizer.decode(ids)}
        for text in TEXTS
        for ids in [tokenizer.encode(text).ids]
    ]
    _check_transformers(folder, encoded)
    decoded = [{"ids": ids, "text": tokenizer.decode(ids)} for ids in _decodings(tokenizer)]
    write_json(out / "tokens.json", {"encoded": encoded, "decoded": decoded})


def _check_transformers(folder: Path, encoded: list[dict]) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    for record in encoded:
        assert tokenizer(record["text"]).input_ids == record["ids"], record
