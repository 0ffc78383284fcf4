"""Small CLIP checkpoints of random weights in every published layout, and what the reference answers on them.

Hugging Face layouts are answered by transformers (`CLIPImageProcessorPil`, eager attention), the open_clip layout by
open_clip itself with its own image transform.
"""

import collections
import copy
import itertools
import math
import shutil
from dataclasses import dataclass
from pathlib import Path

import open_clip
import torch
from open_clip.transform import image_transform
from safetensors.torch import save_file
from tokenizers import Regex, pre_tokenizers
from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel, CLIPTokenizer

from . import pictures
from .checkpoints import STORED
from .corpus import ENGLISH, TEXTS
from .files import base64_floats, floats, sha256, write_json
from .parity import quiet

VOCAB = 640
LARGEST = 2
IMAGES = ["square-56x56.png", "wide-100x37.png", "tall-70x112.png", "photo-160x90.jpg", "rgba.png", "exif-6.jpg",
          "colour-420-odd.jpg", "banner-180x60.png"]  # fmt: skip
PROMPTS = [
    "a photo of a cat",
    "A red boat on a calm lake, with three green hills behind it.",
    "There is no dog in the image!",
    "\u65e5\u672c caf\u00e9 \U0001f642 8k",
    "",
]


@dataclass(frozen=True)
class Shape:
    """One checkpoint: `form` is "hf", "hf-bin" (a file of torch.save) or "open" (open_clip's names, torch.save)."""

    name: str
    seed: int
    form: str
    stored: str
    act: str
    image: int
    patch: int
    vision: int
    vision_heads: int
    text: int
    text_heads: int
    ratio: float = 2.0
    projection: int = 32
    layers: int = 2
    end: int = VOCAB - 1


SHAPES = [
    Shape("clip-quick", 5, "hf", "float32", "quick_gelu", 224, 16, 64, 2, 48, 3, end=LARGEST),
    Shape("clip-gelu-bin", 6, "hf-bin", "float16", "gelu", 336, 14, 32, 2, 64, 2),
    Shape("clip-open", 7, "open", "float16", "gelu", 224, 16, 96, 2, 64, 1, ratio=1.9231, projection=48),
]


def learned_merges(count: int) -> list[tuple[str, str]]:
    """The merges of the commonest pairs in ENGLISH, equal counts in the order of the alphabet. (The library's trainer
    orders equal counts differently in every run once words have an end of their own.)"""
    split = pre_tokenizers.Split(Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), "removed", True)
    words = collections.Counter(word for word, _ in split.pre_tokenize_str(ENGLISH.lower().strip()))
    parts = {word: [*word[:-1], word[-1] + "</w>"] for word in words}
    merges = []
    while len(merges) < count:
        pairs = collections.Counter()
        for word, symbols in parts.items():
            for pair in itertools.pairwise(symbols):
                pairs[pair] += words[word]
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        parts = {word: merged(symbols, best) for word, symbols in parts.items()}
    return merges


def merged(symbols: list[str], pair: tuple[str, str]) -> list[str]:
    result = []
    for symbol in symbols:
        if result and (result[-1], symbol) == pair:
            result[-1] += symbol
        else:
            result.append(symbol)
    return result


def write_tokenizer(folder: Path) -> CLIPTokenizer:
    """In CLIP's order: 256 bytes, the same at the end of a word, merges, two marks."""
    alphabet = bytes_in_order()
    merges = learned_merges(VOCAB - 514)
    symbols = [*alphabet, *(a + "</w>" for a in alphabet), *(first + second for first, second in merges)]
    symbols += ["<|startoftext|>", "<|endoftext|>"]
    assert len(set(symbols)) == VOCAB
    tokenizer = CLIPTokenizer(
        vocab={symbol: i for i, symbol in enumerate(symbols)}, merges=merges,
        model_max_length=77,
    )  # fmt: skip
    tokenizer.save_pretrained(folder)
    return tokenizer


def bytes_in_order() -> list[str]:
    """The printable bytes, then the others, as GPT-2 spells them."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in plain]
    return [chr(b) for b in plain] + [chr(256 + i) for i in range(len(others))]


def config(shape: Shape) -> dict:
    common = {"num_hidden_layers": shape.layers, "hidden_act": shape.act, "layer_norm_eps": 1e-5}
    return {
        "architectures": ["CLIPModel"],
        "model_type": "clip",
        "projection_dim": shape.projection,
        "logit_scale_init_value": 2.6592,
        "torch_dtype": shape.stored,
        "text_config": common | {
            "hidden_size": shape.text, "num_attention_heads": shape.text_heads,
            "intermediate_size": int(shape.text * shape.ratio), "vocab_size": VOCAB, "max_position_embeddings": 77,
            "eos_token_id": shape.end, "bos_token_id": VOCAB - 2, "pad_token_id": 1,
        },
        "vision_config": common | {
            "hidden_size": shape.vision, "num_attention_heads": shape.vision_heads,
            "intermediate_size": int(shape.vision * shape.ratio), "image_size": shape.image,
            "patch_size": shape.patch,
        },
    }  # fmt: skip


def open_clip_config(shape: Shape) -> dict:
    """open_clip_config.json with the keys of the published ones."""
    return {
        "model_cfg": {
            "embed_dim": shape.projection,
            "vision_cfg": {
                "image_size": shape.image, "layers": shape.layers, "width": shape.vision,
                "head_width": shape.vision // shape.vision_heads, "mlp_ratio": shape.ratio,
                "patch_size": shape.patch,
            },
            "text_cfg": {
                "context_length": 77, "vocab_size": VOCAB, "width": shape.text, "heads": shape.text_heads,
                "layers": shape.layers,
            },
        },
        "preprocess_cfg": {"mean": [float(m) for m in MEAN64], "std": [float(s) for s in STD64]},
    }  # fmt: skip


MEAN64 = [0.48145466, 0.4578275, 0.40821073]
STD64 = [0.26862954, 0.26130258, 0.27577711]


def draw(name: str, shape: tuple[int, ...], random: torch.Generator) -> torch.Tensor:
    normal = torch.randn(shape, generator=random)
    if len(shape) == 1:
        bias = name.endswith("bias") or "class_embedding" in name
        return 0.3 * normal if bias else 1 + 0.3 * normal
    if "embedding" in name and "patch" not in name:
        return 0.6 * normal
    return normal * 1.3 / math.sqrt(math.prod(shape[1:]))


def fill(model: torch.nn.Module, shape: Shape) -> None:
    random = torch.Generator().manual_seed(shape.seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            drawn = torch.tensor(4.6052) if parameter.ndim == 0 else draw(name, tuple(parameter.shape), random)
            parameter.copy_(drawn.to(STORED[shape.stored]))


def preprocessor(shape: Shape) -> dict:
    edge = shape.image
    return {
        "crop_size": edge if shape.form == "hf" else {"height": edge, "width": edge},  # older and newer files
        "do_center_crop": True, "do_normalize": True, "do_resize": True,
        "feature_extractor_type": "CLIPFeatureExtractor",
        "image_mean": MEAN64, "image_std": STD64, "resample": 3,
        "size": edge if shape.form == "hf" else {"shortest_edge": edge},
    }  # fmt: skip


class HuggingFace:
    def __init__(self, shape: Shape, folder: Path):
        folder.mkdir(parents=True)
        self.tokenizer = write_tokenizer(folder)
        drawn = CLIPModel(CLIPConfig(**config(shape) | {"torch_dtype": "float32"})).eval()
        fill(drawn, shape)
        tensors = {n: p.detach().to(STORED[shape.stored]).contiguous() for n, p in drawn.named_parameters()}
        if shape.form == "hf":
            save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        else:
            torch.save(tensors, folder / "pytorch_model.bin")
        write_json(folder / "config.json", config(shape))
        write_json(folder / "preprocessor_config.json", preprocessor(shape))
        self.model, info = CLIPModel.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
        )
        assert not any(info.values()), info
        for (name, a), (_, b) in zip(drawn.named_parameters(), self.model.named_parameters(), strict=True):
            assert torch.equal(a, b), name
        self.model.eval()
        self.read = CLIPImageProcessorPil.from_pretrained(folder)

    def pixels(self, image) -> torch.Tensor:
        return self.read(image, return_tensors="pt")["pixel_values"]

    def image(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.model.visual_projection(self.model.vision_model(pixels).pooler_output)

    def text(self, ids: list[int]) -> torch.Tensor:
        return self.model.text_projection(self.model.text_model(torch.tensor([ids])).pooler_output)

    def similarity(self, pixels: torch.Tensor, ids: list[int]) -> float:
        return self.model(input_ids=torch.tensor([ids]), pixel_values=pixels).logits_per_image.item() / self.scale()

    def scale(self) -> float:
        return self.model.logit_scale.exp().item()


class OpenClip:
    def __init__(self, shape: Shape, folder: Path):
        folder.mkdir(parents=True)
        self.tokenizer = write_tokenizer(folder)
        file = open_clip_config(shape)
        write_json(folder / "open_clip_config.json", file)
        self.model = open_clip.model.CLIP(**file["model_cfg"]).eval()
        fill(self.model, shape)
        stored = copy.deepcopy(self.model).to(STORED[shape.stored]).state_dict()
        torch.save(stored, folder / "open_clip_pytorch_model.bin")
        self.read = image_transform(shape.image, is_train=False, mean=MEAN64, std=STD64)

    def pixels(self, image) -> torch.Tensor:
        return self.read(image)[None]

    def image(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.model.encode_image(pixels)

    def text(self, ids: list[int]) -> torch.Tensor:
        return self.model.encode_text(torch.tensor([ids + [0] * (77 - len(ids))]))

    def similarity(self, pixels: torch.Tensor, ids: list[int]) -> float:
        image = self.model.encode_image(pixels, normalize=True)
        text = self.model.encode_text(torch.tensor([ids + [0] * (77 - len(ids))]), normalize=True)
        return (image @ text.T).item()


@torch.no_grad()
def record(shape: Shape, out: Path) -> dict:
    folder = out / "checkpoints" / shape.name
    shutil.rmtree(folder, ignore_errors=True)
    reference = (OpenClip if shape.form == "open" else HuggingFace)(shape, folder)
    images, texts = [], []
    for name in IMAGES:
        pixels = reference.pixels(pictures.load(out / "images" / name))
        images.append({"image": name, "pixelValuesSha256": sha256(floats(pixels)),
                       "embeds": base64_floats(reference.image(pixels))})  # fmt: skip
    for prompt in PROMPTS:
        ids = reference.tokenizer(prompt).input_ids
        texts.append({"text": prompt, "ids": ids, "embeds": base64_floats(reference.text(ids))})
    first = reference.pixels(pictures.load(out / "images" / IMAGES[0]))
    similarities = [reference.similarity(first, text["ids"]) for text in texts]
    return {"checkpoint": shape.name, "images": images, "texts": texts, "similarities": [similarities]}


def write(out: Path) -> None:
    quiet()
    for shape in SHAPES:
        write_json(out / "parity" / f"{shape.name}.json", record(shape, out))
    tokenizer = CLIPTokenizer.from_pretrained(out / "checkpoints" / SHAPES[0].name)
    tokens = [{"text": text, "ids": tokenizer(text, add_special_tokens=False).input_ids} for text in [*TEXTS, *PROMPTS]
              if "<|" not in text]  # fmt: skip
    write_json(out / "clip-tokens.json", {"encoded": tokens})
