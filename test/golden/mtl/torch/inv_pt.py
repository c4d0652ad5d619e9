"""InvPT as published (its state_dict names): the tokens of all tasks attend to each other at three growing scales."""
import torch
from torch import nn
from torch.nn import functional as F

from hrnet import conv, resize
from vit import Mlp, VisionTransformer, from_heads, to_heads

HEADS = 2


class ConvBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = conv(inputs, outputs, 3)
        self.bn1 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.bn1(self.conv(x)))


class UpEmbed(nn.Module):
    """Twice the size, half the width, by two dilated convolutions."""

    def __init__(self, inputs, outputs):
        super().__init__()
        wide = lambda width: nn.Conv2d(width, outputs, 3, padding=2, dilation=2, bias=False)
        self.proj = nn.Sequential(
            nn.Upsample(scale_factor=2, mode='bilinear', align_corners=False),
            wide(inputs), nn.BatchNorm2d(outputs), nn.ReLU(), wide(outputs), nn.BatchNorm2d(outputs), nn.ReLU())

    def forward(self, x):
        return self.proj(x)


class QueryProjection(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, 2, padding=1, groups=width, bias=False)
        self.bn = nn.BatchNorm2d(width)

    def forward(self, x):
        return self.bn(self.conv(x))


def to_tokens(maps):
    """Maps of all tasks -> [B, T*h*w, C], task after task, each row by row."""
    return torch.cat([x.flatten(2).transpose(1, 2) for x in maps], 1)


def to_maps(tokens, count, size):
    return [part.transpose(1, 2).unflatten(2, size) for part in tokens.chunk(count, dim=1)]


class CrossAttention(nn.Module):
    def __init__(self, width, count, stage):
        super().__init__()
        self.stage, self.count, self.scale = stage, count, width ** -0.5
        self.conv_proj_q = nn.ModuleList(QueryProjection(width) for _ in range(count))
        self.proj_q = nn.Linear(width, width)
        self.proj_k = nn.Linear(width, width)
        self.proj_v = nn.Linear(width, width)
        self.proj = nn.Linear(width, width)
        self.fuse_attn = nn.Conv2d(2 * HEADS, HEADS, 1)

    def forward(self, tokens, size, message):
        """-> tokens, and the score (before the softmax) that the next stage gets as a message."""
        maps = to_maps(tokens, self.count, size)
        kernel = 2 ** (self.stage + 1)
        pooled = to_tokens([F.avg_pool2d(x, kernel, kernel, ceil_mode=True) for x in maps])
        queries = [project(x) for project, x in zip(self.conv_proj_q, maps)]
        low = queries[0].shape[2:]
        q = to_heads(self.proj_q(to_tokens(queries)), HEADS)
        k = to_heads(self.proj_k(pooled), HEADS)
        v = to_heads(self.proj_v(pooled), HEADS)
        score = q @ k.transpose(-2, -1) * self.scale
        if message is not None:
            score = self.fuse_attn(torch.cat([score, self.enlarge(message, low)], 1))
        mixed = self.proj(from_heads(score.softmax(-1) @ v))
        return to_tokens([resize(x, size) for x in to_maps(mixed, self.count, low)]), score

    def enlarge(self, message, low):
        """The score of half the size: its rows are the pixels of T maps, its columns their channels."""
        batch, heads, _, columns = message.shape
        before = (low[0] // 2, low[1] // 2)
        rows = message.reshape(batch * heads * self.count, before[0] * before[1], columns)
        maps = rows.transpose(1, 2).unflatten(2, before)
        return resize(maps, low).flatten(2).transpose(1, 2).reshape(batch, heads, -1, columns)


class Block(nn.Module):
    def __init__(self, width, count, stage):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attn = CrossAttention(width, count, stage)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = Mlp(width)

    def forward(self, tokens, size, message):
        mixed, score = self.attn(self.norm1(tokens), size, message)
        tokens = tokens + mixed
        return tokens + self.mlp(self.norm2(tokens)), score


class Stage(nn.Module):
    def __init__(self, widths, count, stage):
        super().__init__()
        if stage > 0:
            self.patch_embed = nn.ModuleList(UpEmbed(widths[stage - 1], widths[stage]) for _ in range(count))
        self.blocks = nn.ModuleList([Block(widths[stage], count, stage)])

    def forward(self, maps, skip, message):
        if skip is not None:
            maps = [embed(x) + skip for embed, x in zip(self.patch_embed, maps)]
        size = maps[0].shape[2:]
        tokens, score = self.blocks[0](to_tokens(maps), size, message)
        return to_maps(tokens, len(maps), size), score


class InvPt(nn.Module):
    """Some tensors are used by nothing, as published: redu_chan.0, norm_mt, fuse_attn of stage 0, scale_embed.2."""

    def __init__(self, tasks, embed, extra):
        super().__init__()
        width, count = embed + extra, len(tasks)
        widths = [width, width // 2, width // 4]
        self.norm_mts = nn.ModuleList(nn.LayerNorm(count * w) for w in widths)
        self.redu_chan = nn.ModuleList(
            nn.ModuleList(conv(w, width, 1, bias=True) for _ in range(count)) for w in widths)
        self.invpt_stages = nn.ModuleList(Stage(widths, count, stage) for stage in range(3))
        self.norm_mt = nn.LayerNorm(count * widths[2])
        self.mt_proj = nn.ModuleDict({
            task: nn.Sequential(conv(width, width, 3, bias=True), nn.BatchNorm2d(width), nn.ReLU()) for task in tasks})
        self.mix_proj = nn.ModuleDict({
            task: nn.Sequential(conv(embed + outputs, width, 1, bias=True)) for task, outputs in tasks.items()})

    def forward(self, features, predictions, skips, seen):
        """`seen`: a dict that takes up the intermediate values under their golden names."""
        tasks = list(self.mix_proj)
        maps = [mix(torch.cat([features[t], predictions[t]], 1)) for t, mix in self.mix_proj.items()]
        height, width = maps[0].shape[2:]
        total, score = [0] * len(tasks), None
        for stage, run in enumerate(self.invpt_stages):
            maps, score = run(maps, skips[stage], score)
            channels_last = torch.cat(maps, 1).movedim(1, -1)
            normed = self.norm_mts[stage](channels_last)
            seen.update({f'stage{stage}/out/{t}': x for t, x in zip(tasks, maps)})
            seen.update({f'stage{stage}/attn_score': score, f'stage{stage}/norm_mt': normed.flatten(1, 2)})
            for k, x in enumerate(normed.movedim(-1, 1).chunk(len(tasks), dim=1)):
                reduced = self.redu_chan[stage][k](x) if stage > 0 else x
                total[k] = total[k] + resize(reduced, (8 * height, 8 * width))
        seen.update({f'mt_proj_in/{t}': x for t, x in zip(tasks, total)})
        out = {t: self.mt_proj[t](x) for t, x in zip(tasks, total)}
        seen.update({f'mt_proj_out/{t}': x for t, x in out.items()})
        return out


class Decoder(nn.Module):
    def __init__(self, tasks, inputs, embed, extra):
        super().__init__()
        width = embed + extra
        self.intermediate_head = nn.ModuleDict({t: conv(embed, n, 1, bias=True) for t, n in tasks.items()})
        self.invpt = InvPt(tasks, embed, extra)
        self.preliminary_decoder = nn.ModuleDict({
            t: nn.Sequential(ConvBlock(inputs, inputs), ConvBlock(inputs, embed)) for t in tasks})
        self.scale_embed = nn.ModuleList([
            nn.ConvTranspose2d(inputs, width // 4, 3, 2, padding=1, output_padding=1),
            conv(inputs, width // 2, 3, bias=True), conv(inputs, width, 3, bias=True)])

    def forward(self, taps, seen):
        low = tuple(side // 2 for side in taps[3].shape[2:])
        x = resize(taps[3], low)
        features = {t: decode(x) for t, decode in self.preliminary_decoder.items()}
        predictions = {t: self.intermediate_head[t](x) for t, x in features.items()}
        skips = [None, self.scale_embed[1](taps[1]), self.scale_embed[0](taps[0])]
        return self.invpt(features, predictions, skips, seen), predictions


class Head(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.linear_pred = conv(inputs, outputs, 1, bias=True)

    def forward(self, x):
        return self.linear_pred(x)


class InvPtNet(nn.Module):
    """`tasks`: {name: channels of its map} in their published order; sides of the image are multiples of 64."""

    def __init__(self, tasks, size, embed=512, extra=64, **backbone):
        super().__init__()
        self.backbone = VisionTransformer(size, **backbone)
        inputs = self.backbone.cls_token.shape[-1]
        self.multi_task_decoder = Decoder(tasks, inputs, embed, extra)
        self.heads = nn.ModuleDict({t: Head(embed + extra, n) for t, n in tasks.items()})
        self.seen = {}

    def forward(self, image):
        """{task: map at image size} and the preliminary {task: map at half the patches' grid}."""
        self.seen = {}
        taps = self.backbone(image)
        self.seen.update({f'tap{i}': x.flatten(2).transpose(1, 2) for i, x in enumerate(taps)})
        features, preliminary = self.multi_task_decoder(taps, self.seen)
        size = image.shape[2:]
        return {t: resize(head(features[t]), size) for t, head in self.heads.items()}, preliminary
