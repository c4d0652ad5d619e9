"""The vision transformer of InvPT (its state_dict names): maps of chosen blocks, and of the last one after its norm."""
import torch
from torch import nn
from torch.nn.functional import gelu


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(gelu(self.fc1(x)))


def to_heads(x, heads):
    """[B, N, C] -> [B, heads, N, C / heads]: heads are contiguous groups of channels."""
    batch, count, width = x.shape
    return x.view(batch, count, heads, width // heads).transpose(1, 2)


def from_heads(x):
    return x.transpose(1, 2).flatten(2)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        q, k, v = (to_heads(part, self.heads) for part in self.qkv(x).chunk(3, dim=-1))
        score = q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5
        return self.proj(from_heads(score.softmax(-1) @ v))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = Mlp(width)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class VisionTransformer(nn.Module):
    """`size`: the image's height and width; `taps`: blocks counted from 1 whose output is handed on. No drop-path."""

    def __init__(self, size, width=1024, depth=24, heads=16, taps=(6, 12, 18), patch=16):
        super().__init__()
        self.taps = tuple(taps)
        self.grid = (size[0] // patch, size[1] // patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + self.grid[0] * self.grid[1], width))
        self.patch_embed = nn.ModuleDict({'proj': nn.Conv2d(3, width, patch, patch)})
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width, eps=1e-6)

    def forward(self, image):
        patches = self.patch_embed['proj'](image).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(image), -1, -1), patches], 1) + self.pos_embed
        maps = []
        for number, block in enumerate(self.blocks, 1):
            x = block(x)
            if number in self.taps:
                maps.append(self.to_map(x))
        return maps + [self.to_map(self.norm(x))]

    def to_map(self, tokens):
        return tokens[:, 1:].transpose(1, 2).unflatten(2, self.grid)
