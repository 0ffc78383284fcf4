"""What the trainers of the CLIP and BLIP-2 demo models share: pixel values, labels, what the throw-away heads are told.

Their towers read the image at 111 x 111 pixels in 3 x 3 patches of 37: a patch is a cell of the scene. That makes ten
tokens instead of 65, so a step costs a tenth of the processor time that small patches would take.
"""

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

import scenes
from train_scenes import BACKGROUND_NAMES, CELL_HEADS, cell_labels

PATCH = 37
SIDE = 3 * PATCH
CELLS = len(scenes.POSITIONS)
HIDDEN = 160
MEAN = (0.48145466, 0.4578275, 0.40821073)
DEVIATION = (0.26862954, 0.26130258, 0.27577711)
TABLE = ((np.arange(256) * (1 / 255)).astype(np.float32)[:, None] - np.float32(MEAN)) / np.float32(DEVIATION)


def pixel_values(images):
    """Pillow images to [B, 3, 111, 111] floats, resized and normalised as the published processors do."""
    small = np.stack([np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BICUBIC)) for image in images])
    return torch.from_numpy(np.stack([TABLE[small[..., channel], channel] for channel in range(3)], axis=1))


def drawn_batch(rng, count):
    """Scenes of the training part, their pixel values, [B, 9, 3] cell labels and [B] backgrounds."""
    drawn = [scenes.training_scene(rng) for _ in range(count)]
    pixels = pixel_values([scenes.draw(scene, rng) for scene in drawn])
    labels = torch.tensor([cell_labels(scene) for scene in drawn])
    return drawn, pixels, labels, torch.tensor([BACKGROUND_NAMES.index(scene.background) for scene in drawn])


def cell_loss(logits, labels):
    """[B, 9, 15] against [B, 9, 3]; shapes count twice, they are what is hard."""
    parts = logits.split(CELL_HEADS, -1)
    losses = [F.cross_entropy(part.flatten(0, 1), labels[..., at].flatten()) for at, part in enumerate(parts)]
    return sum(losses) + losses[0]


def objects_right(logits, labels):
    """The fraction of objects whose shape, colour and size are all named."""
    named = torch.stack([part.argmax(-1) for part in logits.split(CELL_HEADS, -1)], -1)
    filled = labels[..., 0] > 0
    return (named == labels).all(-1)[filled].float().mean().item()


def descend(adam, parameters, loss):
    adam.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    adam.step()
