"""HRNet as published (its state_dict names): four maps at strides 4, 8, 16, 32 with c, 2c, 4c, 8c channels."""
from torch import cat, nn
from torch.nn import functional as F


def conv(inputs, outputs, kernel, stride=1, bias=False):
    return nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=bias)


def resize(x, size):
    return F.interpolate(x, size=size, mode='bilinear', align_corners=False)


class BasicBlock(nn.Module):
    """conv3x3-BN-ReLU-conv3x3-BN, + input (through a 1x1 convolution where the width changes), ReLU."""

    def __init__(self, inputs, outputs, momentum=0.1):
        super().__init__()
        self.conv1 = conv(inputs, outputs, 3)
        self.bn1 = nn.BatchNorm2d(outputs, momentum=momentum)
        self.conv2 = conv(outputs, outputs, 3)
        self.bn2 = nn.BatchNorm2d(outputs, momentum=momentum)
        if inputs != outputs:
            self.downsample = nn.Sequential(conv(inputs, outputs, 1), nn.BatchNorm2d(outputs, momentum=momentum))

    def forward(self, x):
        shortcut = self.downsample(x) if hasattr(self, 'downsample') else x
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + shortcut)


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1 convolutions (planes, planes, 4 planes), each with BN, + input, ReLU."""

    def __init__(self, inputs, planes, momentum=0.1):
        super().__init__()
        outputs = 4 * planes
        self.conv1 = conv(inputs, planes, 1)
        self.bn1 = nn.BatchNorm2d(planes, momentum=momentum)
        self.conv2 = conv(planes, planes, 3)
        self.bn2 = nn.BatchNorm2d(planes, momentum=momentum)
        self.conv3 = conv(planes, outputs, 1)
        self.bn3 = nn.BatchNorm2d(outputs, momentum=momentum)
        if inputs != outputs:
            self.downsample = nn.Sequential(conv(inputs, outputs, 1), nn.BatchNorm2d(outputs, momentum=momentum))

    def forward(self, x):
        shortcut = self.downsample(x) if hasattr(self, 'downsample') else x
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + shortcut)


class HighResolutionModule(nn.Module):
    """Every branch through its blocks; then every output is the sum of all branches, brought to its size and width."""

    def __init__(self, channels, blocks, momentum):
        super().__init__()
        n = len(channels)
        self.branches = nn.ModuleList(
            nn.Sequential(*[BasicBlock(c, c, momentum) for _ in range(blocks)]) for c in channels)
        self.fuse_layers = nn.ModuleList(
            nn.ModuleList(self.path(channels, j, i, momentum) for j in range(n)) for i in range(n))

    @staticmethod
    def path(channels, source, target, momentum):
        if source == target:
            return nn.Identity()
        if source > target:
            width = channels[target]
            return nn.Sequential(conv(channels[source], width, 1), nn.BatchNorm2d(width, momentum=momentum))
        steps = []
        for step in range(source, target):
            last = step == target - 1
            width = channels[target] if last else channels[source]
            layers = [conv(channels[source], width, 3, 2), nn.BatchNorm2d(width, momentum=momentum)]
            steps.append(nn.Sequential(*layers, *([] if last else [nn.ReLU()])))
        return nn.Sequential(*steps)

    def forward(self, maps):
        maps = [branch(x) for branch, x in zip(self.branches, maps)]
        fused = []
        for target, paths in enumerate(self.fuse_layers):
            size = maps[target].shape[2:]
            parts = [path(x) for path, x in zip(paths, maps)]
            fused.append(F.relu(sum(resize(p, size) if source > target else p for source, p in enumerate(parts))))
        return fused


class HRNet(nn.Module):
    """`modules`: how many in stages 2, 3, 4; `blocks`: in stage 1 and in every branch of stages 2, 3, 4."""

    def __init__(self, c=18, planes=64, blocks=(2, 2, 2, 2), modules=(1, 3, 2), stem=64, momentum=0.01):
        super().__init__()
        self.channels = [c, 2 * c, 4 * c, 8 * c]
        norm = lambda width: nn.BatchNorm2d(width, momentum=momentum)
        self.conv1, self.bn1 = conv(3, stem, 3, 2), norm(stem)
        self.conv2, self.bn2 = conv(stem, stem, 3, 2), norm(stem)
        widths = [stem] + [4 * planes] * (blocks[0] - 1)
        self.layer1 = nn.Sequential(*[Bottleneck(width, planes, momentum) for width in widths])
        previous = [4 * planes]
        for stage in (2, 3, 4):
            channels = self.channels[:stage]
            self.add_module(f'transition{stage - 1}', self.transition(previous, channels, norm))
            many = [HighResolutionModule(channels, blocks[stage - 1], momentum) for _ in range(modules[stage - 2])]
            self.add_module(f'stage{stage}', nn.Sequential(*many))
            previous = channels

    @staticmethod
    def transition(previous, channels, norm):
        layers = nn.ModuleList()
        for branch, width in enumerate(channels):
            if branch < len(previous):
                same = previous[branch] == width
                layers.append(nn.Identity() if same else
                              nn.Sequential(conv(previous[branch], width, 3), norm(width), nn.ReLU()))
            else:
                down = nn.Sequential(conv(previous[-1], width, 3, 2), norm(width), nn.ReLU())
                layers.append(nn.Sequential(down))
        return layers

    def forward(self, image):
        x = F.relu(self.bn1(self.conv1(image)))
        x = F.relu(self.bn2(self.conv2(x)))
        maps = [self.layer1(x)]
        for stage in (2, 3, 4):
            transition = getattr(self, f'transition{stage - 1}')
            maps = [layer(maps[min(branch, len(maps) - 1)]) for branch, layer in enumerate(transition)]
            maps = getattr(self, f'stage{stage}')(maps)
        return maps


class HighResolutionHead(nn.Module):
    """All four maps at stride 4, joined, through 1x1 convolution, BN, ReLU, 1x1 convolution."""

    def __init__(self, channels, outputs):
        super().__init__()
        width = sum(channels)
        self.last_layer = nn.Sequential(
            conv(width, width, 1, bias=True), nn.BatchNorm2d(width), nn.ReLU(), conv(width, outputs, 1, bias=True))

    def forward(self, maps):
        size = maps[0].shape[2:]
        return self.last_layer(cat([maps[0]] + [resize(x, size) for x in maps[1:]], 1))
