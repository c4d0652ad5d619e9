"""MTI-Net as published (its state_dict names): features of four scales, passed upwards, then distilled per scale."""
from torch import cat, nn, sigmoid, softmax
from torch.nn.functional import interpolate

from hrnet import BasicBlock, HighResolutionHead, HRNet, conv, resize


class InitialTaskPrediction(nn.Module):
    """One scale's own features and prediction of every task, from the image's features and those of the scale below."""

    def __init__(self, tasks, inputs, width):
        super().__init__()
        self.refinement = nn.ModuleDict({
            task: nn.Sequential(BasicBlock(inputs, width), BasicBlock(width, width)) for task in tasks})
        self.decoders = nn.ModuleDict({task: conv(width, outputs, 1, bias=True) for task, outputs in tasks.items()})

    def forward(self, features, below=None):
        refined = {}
        for task, refine in self.refinement.items():
            x = features
            if below is not None:
                up = interpolate(below[task], scale_factor=2, mode='bilinear', align_corners=False)
                x = cat([features, up], 1)
            refined[task] = refine(x)
        return refined, {task: self.decoders[task](x) for task, x in refined.items()}


class Squeeze(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.squeeze = nn.Sequential(
            nn.Linear(width, width // 16), nn.ReLU(), nn.Linear(width // 16, width), nn.Sigmoid())

    def forward(self, x):
        return x * self.squeeze(x.mean((2, 3)))[:, :, None, None]


class FeaturePropagation(nn.Module):
    """What the tasks share at one scale, added to each. The softmax runs over groups of N adjacent channels."""

    def __init__(self, tasks, width):
        super().__init__()
        joined = width * len(tasks)
        narrow = joined // 4
        self.non_linear = nn.Sequential(
            BasicBlock(joined, narrow), BasicBlock(narrow, narrow), conv(narrow, joined, 1, bias=True))
        self.dimensionality_reduction = BasicBlock(joined, width)
        self.se = nn.ModuleDict({task: Squeeze(width) for task in tasks})

    def forward(self, features):
        joined = cat(list(features.values()), 1)
        batch, channels, height, width = joined.shape
        groups = (batch, channels // len(features), len(features), height, width)
        mask = softmax(self.non_linear(joined).view(groups), 2)
        shared = self.dimensionality_reduction((mask * joined.view(groups)).view(joined.shape))
        return {task: self.se[task](shared) + x for task, x in features.items()}


class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.attention = nn.Sequential(conv(width, width, 3), nn.Sigmoid())
        self.conv = conv(width, width, 3)

    def forward(self, x):
        return self.attention(x) * self.conv(x)


class Distillation(nn.Module):
    """Every task takes from every other one what a sigmoid lets through."""

    def __init__(self, tasks, width):
        super().__init__()
        self.self_attention = nn.ModuleDict({
            task: nn.ModuleDict({other: Attention(width) for other in tasks if other != task}) for task in tasks})

    def forward(self, features):
        return {task: features[task] + sum(gate(features[other]) for other, gate in gates.items())
                for task, gates in self.self_attention.items()}


class MtiNet(nn.Module):
    """`tasks`: {name: channels of its map}, in the order in which channels are joined."""

    def __init__(self, tasks, **backbone):
        super().__init__()
        self.backbone = HRNet(**backbone)
        c = self.backbone.channels
        for scale in (3, 2, 1):
            self.add_module(f'fpm_scale_{scale}', FeaturePropagation(tasks, c[scale]))
        for scale in range(4):
            below = c[scale + 1] if scale < 3 else 0
            self.add_module(f'scale_{scale}', InitialTaskPrediction(tasks, c[scale] + below, c[scale]))
            self.add_module(f'distillation_scale_{scale}', Distillation(tasks, c[scale]))
        self.heads = nn.ModuleDict({task: HighResolutionHead(c, outputs) for task, outputs in tasks.items()})

    def forward(self, image):
        """{task: map at image size}, and {scale_s: {task: prediction, features_task}} at strides 4 to 32."""
        maps = self.backbone(image)
        deep, distilled, passed = {}, {}, None
        for scale in (3, 2, 1, 0):
            features, predictions = getattr(self, f'scale_{scale}')(maps[scale], passed)
            deep[f'scale_{scale}'] = {**predictions, **{f'features_{task}': x for task, x in features.items()}}
            distilled[scale] = getattr(self, f'distillation_scale_{scale}')(features)
            if scale > 0:
                passed = getattr(self, f'fpm_scale_{scale}')(features)
        size = image.shape[2:]
        return {task: resize(head([distilled[scale][task] for scale in range(4)]), size)
                for task, head in self.heads.items()}, deep
