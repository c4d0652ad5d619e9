"""The losses of InvPT, over a whole batch, 255 = ignore; and the weighted sum with all auxiliary predictions."""
import torch
from torch.nn.functional import cross_entropy, normalize, softplus

from hrnet import resize

IGNORE = 255
WEIGHTS = {
    'nyud': {'semseg': 1, 'depth': 1, 'normals': 10, 'edge': 50},
    'pascal': {'semseg': 1, 'human_parts': 2, 'sal': 5, 'edge': 50, 'normals': 10},
}


def classes(prediction, label):
    target = label[:, 0].long()
    total = cross_entropy(prediction, target, ignore_index=IGNORE, reduction='sum')
    return total / (target != IGNORE).sum().clamp(min=1)


def saliency(prediction, label):
    """Two classes, weighted by how rare the other one is in this batch."""
    target = label[:, 0].long()
    valid = (target != IGNORE).sum().clamp(min=1)
    w = (target == 0).sum() / valid
    weight = torch.stack([1 - w, w]).to(prediction.dtype)
    return cross_entropy(prediction, target, weight, ignore_index=IGNORE, reduction='sum') / valid


def edges(prediction, label, w=0.95):
    valid = label != IGNORE
    x, y = prediction[valid], label[valid]
    return (w * y * softplus(-x) + (1 - w) * (1 - y) * softplus(x)).sum() / valid.sum().clamp(min=1)


def depth(prediction, label):
    valid = label != IGNORE
    return (prediction - label).abs()[valid].sum() / valid.sum().clamp(min=1)


def normals(prediction, label):
    valid = (label != IGNORE).all(1, keepdim=True)
    difference = (normalize(prediction, dim=1, eps=1e-12) - label).abs() * valid
    return difference.sum() / valid.sum().clamp(min=1)


LOSSES = {'semseg': classes, 'human_parts': classes, 'sal': saliency, 'edge': edges, 'depth': depth, 'normals': normals}


def objective(predictions, auxiliary, targets, weights):
    """`auxiliary`: {prefix: {task: map of any size}}. -> losses by name (`<task>`, `<prefix>_<task>`, `total`)."""
    losses, total = {}, 0
    for prefix, maps in {'': predictions, **auxiliary}.items():
        for task, weight in weights.items():
            label = targets[task]
            value = LOSSES[task](resize(maps[task], label.shape[2:]), label)
            losses[f'{prefix}_{task}' if prefix else task] = value
            total = total + weight * value
    return {**losses, 'total': total}
