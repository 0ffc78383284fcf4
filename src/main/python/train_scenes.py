"""Trains the bundled demo model from nothing on drawn scenes, on a CPU, and writes its checkpoint folder.

    python train_scenes.py --out DIR

Two phases. First the vision tower alone learns to name what lies in each cell, through a linear head that is
thrown away: from nothing, text and vision together stay on a plateau. Then everything learns to write descriptions:
each scene is seen once and described twice, in a first step and in a later step with an earlier description to correct.

Needs torch, transformers 5.17.0, tokenizers, safetensors, Pillow, numpy. The folder is rewritten every 100 steps
of the second phase, so a run that is cut off leaves a usable checkpoint.
"""

import argparse
import math
import random
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
import torch.distributed
import torch.multiprocessing
from torch.nn import functional as F

import scenes
import scenes_checkpoint as checkpoint

PATCH = 14
GRID = scenes.SIDE // PATCH  # patches per side
TOKENS = (GRID // 2) ** 2  # image tokens
# The four image tokens that a cell of the 3 x 3 scene overlaps in the 4 x 4 grid of image tokens.
TOKENS_OF_CELL = [
    [4 * (row + y) + column + x for y in (0, 1) for x in (0, 1)] for row in range(3) for column in range(3)
]
SHAPE_NAMES, COLOUR_NAMES, SIZE_NAMES = ("none", *scenes.SHAPES), ("none", *scenes.COLOURS), ("none", *scenes.SIZES)
BACKGROUND_NAMES = tuple(scenes.BACKGROUNDS)
CELL_HEADS = (len(SHAPE_NAMES), len(COLOUR_NAMES), len(SIZE_NAMES))


# Images

def patches(images):
    """[B, 112, 112, 3] bytes to [B, 64, 588] floats in merge-block order, columns (channel, y, x); one frame only."""
    mean = np.array(checkpoint.PREPROCESSOR["image_mean"], np.float32)
    deviation = np.array(checkpoint.PREPROCESSOR["image_std"], np.float32)
    levels = (np.arange(256) * (1 / 255)).astype(np.float32)[:, None]
    table = (levels - mean) / deviation
    values = np.stack([table[images[..., channel], channel] for channel in range(3)], axis=1)
    blocks = values.reshape(len(images), 3, GRID // 2, 2, PATCH, GRID // 2, 2, PATCH)
    return torch.from_numpy(blocks.transpose(0, 2, 5, 3, 6, 1, 4, 7).reshape(len(images), GRID * GRID, -1).copy())


def both_frames(values):
    """The pixel_values of Qwen2-VL: every patch holds its still image twice, columns (channel, frame, y, x)."""
    return values.reshape(-1, 3, 1, PATCH * PATCH).expand(-1, -1, 2, -1).reshape(-1, 6 * PATCH * PATCH)


def cell_labels(scene):
    """[9, 3]: shape, colour and size in each cell; 0 is an empty cell."""
    rows = [(0, 0, 0)] * len(scenes.POSITIONS)
    for thing in scene.things:
        rows[thing.position] = (
            SHAPE_NAMES.index(thing.shape), COLOUR_NAMES.index(thing.colour), SIZE_NAMES.index(thing.size))
    return rows


class ThrowAwayHead(torch.nn.Module):
    """Linear: names each cell from the four image tokens it overlaps, and the background from the mean token."""

    def __init__(self, hidden):
        super().__init__()
        self.cells = torch.nn.Parameter(torch.randn(len(TOKENS_OF_CELL), 4 * hidden, sum(CELL_HEADS)) * 0.02)
        self.background = torch.nn.Linear(hidden, len(BACKGROUND_NAMES))

    def forward(self, features):
        overlapped = features[:, torch.tensor(TOKENS_OF_CELL)].flatten(2)
        cells = torch.einsum("bck,ckn->bcn", overlapped, self.cells).split(CELL_HEADS, -1)
        return cells, self.background(features.mean(1))


# The model: the same arithmetic as transformers on the same weights, for equal grids, without its per-image loops

def rotate(x, cos, sin):
    half = x.shape[-1] // 2
    return x * cos + torch.cat((-x[..., half:], x[..., :half]), -1) * sin


def table(angles):
    angles = torch.cat((angles, angles), -1)
    return angles.cos(), angles.sin()


def vision_table(head_size):
    frequency = 10000.0 ** (-torch.arange(0, head_size // 2, 2).float() / (head_size // 2))
    row = torch.arange(GRID).reshape(GRID // 2, 1, 2, 1).expand(GRID // 2, GRID // 2, 2, 2).reshape(-1)
    column = torch.arange(GRID).reshape(1, GRID // 2, 1, 2).expand(GRID // 2, GRID // 2, 2, 2).reshape(-1)
    return table(torch.cat((row[:, None] * frequency, column[:, None] * frequency), -1))


def text_table(length, image_at, config):
    """Rotations for a prompt whose image tokens begin at image_at; time, height and width share the lanes."""
    side = GRID // 2
    positions = torch.arange(length).repeat(3, 1)
    positions[:, image_at + TOKENS:] -= TOKENS - side
    raster = torch.arange(TOKENS)
    grid = torch.stack((torch.zeros(TOKENS, dtype=torch.long), raster // side, raster % side))
    positions[:, image_at:image_at + TOKENS] = image_at + grid
    head_size = config["hidden_size"] // config["num_attention_heads"]
    frequency = config["rope_theta"] ** (-torch.arange(0, head_size, 2).float() / head_size)
    axis = torch.repeat_interleave(torch.arange(3), torch.tensor(config["rope_scaling"]["mrope_section"]))
    return table(positions[axis].T * frequency)


def see(visual, values, cos, sin):
    """[B, 64, 588] patches to [B, 16, H] image tokens."""
    batch = len(values)
    x = F.linear(values, visual.patch_embed.proj.weight.sum(2).flatten(1))
    for block in visual.blocks:
        y = block.norm1(x)
        q, k, v = block.attn.qkv(y).reshape(batch, GRID * GRID, 3, block.attn.num_heads, -1).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(rotate(q, cos, sin), rotate(k, cos, sin), v)
        x = x + block.attn.proj(y.transpose(1, 2).reshape(batch, GRID * GRID, -1))
        y = block.mlp.fc1(block.norm2(x))
        x = x + block.mlp.fc2(y * torch.sigmoid(1.702 * y))
    return visual.merger.mlp(visual.merger.ln_q(x).reshape(batch, TOKENS, -1))


def read(text, embedded, cos, sin):
    """[B, S, H] embeddings to [B, S, H] last hidden states; padding is on the right, so the causal mask is enough."""
    x = embedded
    batch, length, _ = x.shape
    for layer in text.layers:
        norm, attention, mlp = layer.input_layernorm, layer.self_attn, layer.mlp
        y = F.rms_norm(x, x.shape[-1:], norm.weight, norm.variance_epsilon)
        q, k, v = (
            projection(y).reshape(batch, length, -1, attention.head_dim).transpose(1, 2)
            for projection in (attention.q_proj, attention.k_proj, attention.v_proj)
        )
        y = F.scaled_dot_product_attention(
            rotate(q, cos, sin), rotate(k, cos, sin), v, is_causal=True, enable_gqa=True)
        x = x + attention.o_proj(y.transpose(1, 2).reshape(batch, length, -1))
        norm = layer.post_attention_layernorm
        y = F.rms_norm(x, x.shape[-1:], norm.weight, norm.variance_epsilon)
        x = x + mlp.down_proj(F.silu(mlp.gate_proj(y)) * mlp.up_proj(y))
    return F.rms_norm(x, x.shape[-1:], text.norm.weight, text.norm.variance_epsilon)


class Learner:
    """The model with the pieces both phases need."""

    def __init__(self, tokenizer, config):
        self.tokenizer, self.config = tokenizer, config
        self.model = checkpoint.new_model(config)
        self.visual, self.text = self.model.model.visual, self.model.model.language_model
        vision = config["vision_config"]
        self.vision_table = vision_table(vision["embed_dim"] // vision["num_heads"])
        image = "<|image_pad|>" * TOKENS
        self.before = f"<|im_start|>system\n{checkpoint.SYSTEM}<|im_end|>\n<|im_start|>user\n<|vision_start|>{image}"
        self.image_at = tokenizer.encode(self.before).ids.index(config["image_token_id"])
        self.text_tables = {}

    def prompt(self, text):
        return f"{self.before}<|vision_end|>{text}<|im_end|>\n<|im_start|>assistant\n"

    def image_tokens(self, images):
        return see(self.visual, patches(images), *self.vision_table)

    def answer_loss(self, features, prompts, answers):
        """Mean cross entropy of the answers' tokens, the end mark included; and the fraction guessed right."""
        asked = [encoding.ids for encoding in self.tokenizer.encode_batch([self.prompt(text) for text in prompts])]
        said = [encoding.ids for encoding in self.tokenizer.encode_batch([f"{text}<|im_end|>" for text in answers])]
        length = -(-max(len(question) + len(answer) for question, answer in zip(asked, said)) // 16) * 16
        ids = torch.full((len(asked), length), self.config["bos_token_id"])
        goals = torch.full((len(asked), length), -100)
        for row, (question, answer) in enumerate(zip(asked, said)):
            ids[row, :len(question) + len(answer)] = torch.tensor(question + answer)
            goals[row, len(question) - 1:len(question) + len(answer) - 1] = torch.tensor(answer)
        if length not in self.text_tables:
            self.text_tables[length] = text_table(length, self.image_at, self.config)
        embedded = self.text.embed_tokens(ids)
        rest = self.image_at + TOKENS
        embedded = torch.cat((embedded[:, :self.image_at], features, embedded[:, rest:]), 1)
        hidden = read(self.text, embedded, *self.text_tables[length])
        wanted = goals >= 0
        logits = F.linear(hidden[wanted], self.text.embed_tokens.weight)
        right = (logits.detach().argmax(-1) == goals[wanted]).float().mean()
        return F.cross_entropy(logits, goals[wanted]), right


# The two phases

def optimiser(*modules_and_rates):
    groups = []
    for module, rate in modules_and_rates:
        weights = [p for p in module.parameters() if p.ndim > 1]
        vectors = [p for p in module.parameters() if p.ndim <= 1]
        groups.append({"params": weights, "weight_decay": 0.05, "peak": rate})
        groups.append({"params": vectors, "weight_decay": 0.0, "peak": rate})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def set_rate(adam, step, progress, warm=100):
    """Linear warm-up, then a cosine down to a fiftieth of each group's peak; progress goes from 0 to 1."""
    factor = min(1.0, (step + 1) / warm) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
    for group in adam.param_groups:
        group["lr"] = group["peak"] * factor


def training_images(rng, count):
    drawn = [scenes.training_scene(rng) for _ in range(count)]
    return drawn, np.stack([np.asarray(scenes.draw(scene, rng)) for scene in drawn])


def descend(adam, parameters, loss):
    """One step on the mean gradient of all workers."""
    adam.zero_grad()
    loss.backward()
    if torch.distributed.get_world_size() > 1:
        used = [p for p in parameters if p.grad is not None]
        flat = torch.cat([p.grad.flatten() for p in used])
        torch.distributed.all_reduce(flat)
        flat /= torch.distributed.get_world_size()
        for p, gradient in zip(used, flat.split([p.numel() for p in used])):
            p.grad.copy_(gradient.view_as(p))
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    adam.step()


def train_vision(learner, steps, batch, rate, rng, report):
    head = ThrowAwayHead(learner.config["hidden_size"])
    parameters = [*learner.visual.parameters(), *head.parameters()]
    adam = optimiser((learner.visual, rate), (head, rate))
    for step in range(steps):
        set_rate(adam, step, step / steps)
        drawn, images = training_images(rng, batch)
        labels = torch.tensor([cell_labels(scene) for scene in drawn])
        backgrounds = torch.tensor([BACKGROUND_NAMES.index(scene.background) for scene in drawn])
        cells, background = head(learner.image_tokens(images))
        losses = [F.cross_entropy(cell.flatten(0, 1), labels[..., at].flatten()) for at, cell in enumerate(cells)]
        descend(adam, parameters, sum(losses) + losses[0] + 0.2 * F.cross_entropy(background, backgrounds))
        if step % 50 == 49:
            right = torch.stack([cell.argmax(-1) for cell in cells], -1) == labels
            filled = labels[..., 0] > 0
            each = " ".join(f"{value:.3f}" for value in right[filled].float().mean(0))
            report("vision", step + 1, f"loss {sum(losses).item():.4f}, "
                                       f"objects right {right[filled].all(-1).float().mean():.3f} "
                                       f"(shape, colour, size {each}), cells right {right.all(-1).float().mean():.3f}")


def agreed(value):
    """The first worker's value, in all of them."""
    held = torch.tensor(float(value))
    torch.distributed.broadcast(held, 0)
    return held.item()


def train_all(learner, steps, easy, seconds, batch, rate, rng, report, save):
    """In the easy steps the vision tower only looks and there is no earlier description; that is 2.5 times cheaper."""
    parameters = list(learner.model.parameters())
    adam = optimiser((learner.text, rate), (learner.visual, 0.3 * rate))
    started = time.time()
    for step in range(steps):
        progress = agreed(max(step / steps, (time.time() - started) / seconds))
        if progress >= 1:
            break
        set_rate(adam, step, progress)
        drawn, images = training_images(rng, batch)
        truths = [scene.text() for scene in drawn]
        firsts = [checkpoint.FIRST if rng.random() < 0.9 else rng.choice(checkpoint.SHORT) for _ in drawn]
        with torch.set_grad_enabled(step >= easy):
            features = learner.image_tokens(images)
        loss, right = learner.answer_loss(features, firsts, truths)
        figures = f"first {loss.item():.4f} {right:.4f}"
        if step >= easy:
            earlier = [scenes.earlier_description(scene, rng) for scene in drawn]
            laters = [checkpoint.LATER.replace("{description}", text) for text in earlier]
            later_loss, later_right = learner.answer_loss(features, laters, truths)
            figures += f" later {later_loss.item():.4f} {later_right:.4f}"
            loss = 0.5 * (loss + later_loss)
        descend(adam, parameters, loss)
        if step % 50 == 49:
            report("all", step + 1, figures)
        if step % 100 == 99:
            save()
    save()


def train(rank, meeting, arguments):
    """One worker; each draws its own scenes, all hold the same weights, the first one reports and saves."""
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    torch.distributed.init_process_group("gloo", f"file://{meeting}", rank=rank, world_size=arguments.workers)
    rng = random.Random(1000 * arguments.seed + rank)
    tokenizer = checkpoint.build_tokenizer()
    config = checkpoint.settings(tokenizer)
    learner = Learner(tokenizer, config)
    if arguments.start:
        learner.model.load_state_dict(checkpoint.load(arguments.start).state_dict())
    share = arguments.batch // arguments.workers
    started = time.time()

    def report(phase, step, text):
        if rank == 0:
            print(f"{time.time() - started:7.0f} s  {phase} {step}: {text}", flush=True)

    def save():
        if rank == 0:
            checkpoint.save(arguments.out, tokenizer, config, learner.model)

    train_vision(learner, arguments.vision_steps, 2 * share, arguments.vision_rate, rng, report)
    save()
    train_all(learner, arguments.steps, arguments.easy_steps, 60 * arguments.minutes, share, arguments.rate, rng,
              report, save)
    report("done", arguments.steps, str(arguments.out))
    torch.distributed.destroy_process_group()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="go on from this checkpoint folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vision-steps", type=int, default=1200)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--minutes", type=float, default=1e6, help="the second phase takes at most this long")
    parser.add_argument("--easy-steps", type=int, default=1000, help="of --steps: first prompts only, vision as it is")
    parser.add_argument("--batch", type=int, default=32, help="scenes a step, twice as many in the first phase")
    parser.add_argument("--vision-rate", type=float, default=1.5e-3)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread each; --batch is shared out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        meeting = str(Path(folder) / "meeting")
        torch.multiprocessing.spawn(train, (meeting, arguments), nprocs=arguments.workers)


if __name__ == "__main__":
    main()
