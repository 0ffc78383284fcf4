"""A very small Qwen2-VL that knows by heart what LangChain4j's contract tests for chat models ask.

It understands nothing. It shows that a conversation arrives whole: each answer depends on what the tests want to see
respected (the system turn, an earlier turn, an image, the order of two images), because near-by conversations with
another answer are learnt with them. The cat is the photograph of the samples, the dice are drawn here.
"""

import shutil
from pathlib import Path

import torch
from PIL import Image, ImageDraw

from . import checkpoints
from .checkpoints import PREPROCESSOR, STORED, Shape
from .conversations import Conversation, turn
from .files import write_json
from .parity import quiet
from .tokens import ids_from

CAT = Path(__file__).resolve().parents[3] / "samples/photos/cat.jpg"
SHAPE = Shape("contract", 1, "bfloat16", hidden=64, heads=4, kv_heads=2, inter=128, vision=32,
              vision_heads=2, tied=True)  # fmt: skip
SIDE = 112
SURE = 0.98  # least probability of every token of every answer
COLOURS = "Hi, my favorite color is {}"
STORY = (
    "A cat met a dog. The dog met a horse. The horse met a cow. The cow met a goat. The goat met a hen. "
    "They all met a bear, and the bear was kind."
)


def learnt() -> list[tuple[list[dict], str]]:
    """Every conversation with its answer."""
    both = "What do you see on these images? Describe both images in english."
    german = turn("system", "Translate messages from user into German")
    asked = [
        ([turn("user", "What is the capital of Germany?")], "Berlin."),
        ([turn("user", "What is the capital of Germany? How much is 2 + 2?")], "It is Berlin. 2 + 2 is 4."),
        ([german, turn("user", "Translate: 'I love you'")], "Ich liebe dich."),
        ([turn("user", "Translate: 'I love you'")], "Into which language?"),
        ([turn("user", "Say 'Hello World'")], "Hello World"),
        ([turn("user", "Tell me a long story about animals")], STORY),
        ([turn("user", "hello")], "Hi."),
        ([turn("user", "What do you see?", "cat.jpg")], "A cat."),
        ([turn("user", "What do you see?", "dice.png")], "Four dice."),
        ([turn("user", both, "cat.jpg", "dice.png")], "A cat, then four dice."),
        ([turn("user", both, "dice.png", "cat.jpg")], "Four dice, then a cat."),
    ]
    for colour in ("green", "blue", "red"):
        told = [turn("user", COLOURS.format(colour)), turn("assistant", "Hi, nice to meet you")]
        asked.append(([*told, turn("user", "What is my favorite color?")], f"It is {colour}."))
    return asked


def draw_dice(file: Path) -> None:
    """Four white dice on green, showing four, two, five and one."""
    image = Image.new("RGB", (128, 128), (20, 110, 60))
    pen = ImageDraw.Draw(image)
    spots = {1: [(2, 2)], 2: [(1, 1), (3, 3)], 4: [(1, 1), (1, 3), (3, 1), (3, 3)]}
    spots[5] = spots[4] + spots[1]
    for (left, top), value in {(12, 14): 4, (72, 10): 2, (16, 70): 5, (74, 72): 1}.items():
        pen.rounded_rectangle((left, top, left + 44, top + 44), 8, (245, 245, 240))
        for column, row in spots[value]:
            x, y = left + 11 * column, top + 11 * row
            pen.ellipse((x - 4, y - 4, x + 4, y + 4), (20, 20, 20))
    image.save(file)


def sample(reference: Conversation, turns: list[dict], answer: str) -> dict:
    """What the model reads, and what it must write: labels are -100 where nothing is learnt."""
    images = [part["file"] for one in turns for part in one["content"] if part["type"] == "image"]
    _, inputs = reference.inputs(images, turns)
    words = reference.plain_tokenizer.encode(answer).ids + [ids_from(SHAPE.first_added)["<|im_end|>"]]
    prompt = inputs["input_ids"]
    inputs["input_ids"] = torch.cat([prompt, torch.tensor([words])], 1)
    inputs["attention_mask"] = torch.ones_like(inputs["input_ids"])
    if "mm_token_type_ids" in inputs:
        inputs["mm_token_type_ids"] = reference.kinds(inputs["input_ids"])
    labels = inputs["input_ids"].clone()
    labels[:, : prompt.shape[1]] = -100
    return inputs | {"labels": labels}


def least(model: torch.nn.Module, samples: list[dict]) -> float:
    """The least probability of a token that must be written."""
    worst = 1.0
    with torch.no_grad():
        for one in samples:
            model.model.rope_deltas = None
            logits = model(**{k: v for k, v in one.items() if k != "labels"}).logits[0, :-1]
            labels = one["labels"][0, 1:]
            chosen = logits.softmax(-1).gather(1, labels.clamp(min=0)[:, None])[:, 0]
            worst = min(worst, chosen[labels >= 0].min().item())
    return worst


def train(reference: Conversation) -> None:
    model = reference.model.train()
    samples = [sample(reference, *one) for one in learnt()]
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0)
    for step in range(2000):
        optimiser.zero_grad()
        for one in samples:
            model.model.rope_deltas = None
            (model(**one).loss / len(samples)).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        if step % 20 == 19 and (worst := least(model, samples)) > SURE:
            print(f"contract: learnt by heart in {step + 1} steps, least probability {worst:.3f}")
            return
    raise AssertionError("contract: not learnt")


def rounded(model: torch.nn.Module) -> None:
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.to(STORED[SHAPE.stored]))


def save(model: torch.nn.Module, folder: Path) -> None:
    checkpoints.save(SHAPE, model, folder)
    area = SIDE * SIDE
    write_json(folder / "preprocessor_config.json", PREPROCESSOR | {"min_pixels": area, "max_pixels": area})


def write(out: Path) -> None:
    quiet()
    folder = out / "contract"
    folder.mkdir(parents=True, exist_ok=True)
    draw_dice(folder / "dice.png")
    shutil.copy(CAT, folder / "cat.jpg")
    model = checkpoints.random_model(SHAPE, SHAPE.seed)
    save(model, folder)
    train(Conversation(folder, model, folder))
    rounded(model)
    save(model, folder)
    reference = Conversation(folder, checkpoints.load(folder), folder)
    assert least(reference.model, [sample(reference, *one) for one in learnt()]) > SURE / 2
    (folder / "cat.jpg").unlink()
