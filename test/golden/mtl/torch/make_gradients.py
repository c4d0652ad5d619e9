"""Writes ../gradients_{mti_net,inv_pt}: one training step of two tiny networks; by hand: python3 make_gradients.py

In float64; weights by formula, batch statistics, no drop-path; losses and their weights as InvPT has them on NYUD, all
auxiliary predictions included. Then one step of Adam with coupled L2.
"""
import json
import os

import torch
from torch.nn import functional as F

from files import load_formula, uniform, write_safetensors
from hrnet import resize
from losses import IGNORE, WEIGHTS, objective
from mti_net import MtiNet
from networks import build

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
BATCH = 2
SAMPLES = 24  # most values of one tensor that are stored,
STRIDE = 2654435761  # a prime: value j is element j * STRIDE mod n
INPUTS = 100  # tried
CLEAR = 1e-3  # a prediction nearer to its label than this: there the gradient of |difference| may turn in float32

NYUD = {'semseg': 40, 'depth': 1, 'normals': 3, 'edge': 1}
MTI_NET = {
    'encoder': {'kind': 'hrnet', 'stem': 8, 'planes': 4, 'bottlenecks': 2, 'channels': 8, 'modules': [1, 1, 1],
                'blocks': [1, 1, 1], 'batchNormMomentum': 0.01},
    'decoder': {'kind': 'mti-net'},
    'tasks': [{'name': task, 'channels': NYUD[task]} for task in ('semseg', 'normals', 'edge', 'depth')],
}
INV_PT = {
    'encoder': {'kind': 'vit', 'width': 24, 'depth': 3, 'heads': 2, 'patch': 16, 'taps': [1, 2, 3], 'dropPath': 0},
    'decoder': {'kind': 'inv-pt', 'width': 24, 'added': 8},
    'tasks': [{'name': task, 'channels': NYUD[task]} for task in ('semseg', 'depth', 'normals', 'edge')],
}


def random(name, channels, size):
    shape = (BATCH, channels, *size)
    return torch.from_numpy(uniform(name, torch.Size(shape).numel())).reshape(shape)


def targets(size):
    """Random; a rectangle and a tenth of all other pixels are ignored."""
    u = lambda name, channels=1: random(f'target/{name}', channels, size)
    made = {'semseg': (40 * u('semseg')).floor(), 'depth': 0.5 + 4 * u('depth'),
            'normals': F.normalize(2 * u('normals', 3) - 1, dim=1), 'edge': (u('edge') < 0.2).double()}
    for task, label in made.items():
        ignored = u(f'{task}/ignored') < 0.1
        ignored[:, :, size[0] // 4:size[0] // 2, :size[1] // 2] = True
        label[ignored.expand(label.shape)] = IGNORE
    return {task: label.float() for task, label in made.items()}


def ignore_near(labels, net, image):
    """Ignores pixels whose depth or normal is predicted so well that float32 may see the other sign."""
    load_formula(net)
    with torch.no_grad():
        out, auxiliary = predictions(net.double().train(), image.double())
    for maps in (out, *auxiliary.values()):
        for task, adapt in (('depth', lambda x: x), ('normals', lambda x: F.normalize(x, dim=1))):
            label = labels[task]
            difference = adapt(resize(maps[task], label.shape[2:])) - label
            near = (difference.abs() < CLEAR).any(1, keepdim=True)
            label[near.expand(label.shape)] = IGNORE


def predictions(net, image):
    """-> final maps, and {prefix: maps} of the auxiliary ones."""
    out, deep = net(image)
    return out, deep if isinstance(net, MtiNet) else {'inter': deep}


def image_of(name, size):
    return (2 * random(name, 3, size) - 1).float()


def nearest_kink(net, image):
    """Smallest |x| that a ReLU gets."""
    relu, least = F.relu, [float('inf')]

    def watched(x, inplace=False):
        least[0] = min(least[0], x.abs().min().item())
        return relu(x)

    F.relu = watched
    try:
        with torch.no_grad():
            net(image)
    finally:
        F.relu = relu
    return least[0]


def clearest_input(model, size):
    """The one whose ReLUs are farthest from their kinks: float32 then takes the same sides as float64."""
    net = build(model, size)
    load_formula(net)
    net.double().train()
    names = [f'input/{i}' for i in range(INPUTS)]
    return max((nearest_kink(net, image_of(name, size).double()), name) for name in names)


def step(net, image, labels, how, dtype):
    """-> losses, gradients, state dict after one step."""
    load_formula(net)
    net.to(dtype).train()
    optimizer = torch.optim.Adam(net.parameters(), lr=how['learningRate'], weight_decay=how['weightDecay'])
    out, auxiliary = predictions(net, image.to(dtype))
    losses = objective(out, auxiliary, {task: label.to(dtype) for task, label in labels.items()}, how['lossWeights'])
    losses['total'].backward()
    gradients = {name: p.grad.clone() for name, p in net.named_parameters() if p.grad is not None}
    optimizer.step()
    return {name: value.item() for name, value in losses.items()}, gradients, net.state_dict()


def picked(tensor):
    flat = tensor.detach().flatten()
    return flat[torch.arange(min(len(flat), SAMPLES)) * STRIDE % len(flat)]


def deviations(got, expected):
    """Of every tensor, relative to its maximum; the largest first."""
    return sorted((((got[name].double() - value).abs().max() / value.abs().max()).item(), name)
                  for name, value in expected.items() if value.abs().max() > 1e-9)[::-1]


def write(name, model, size, learning_rate, weight_decay):
    distance, chosen = clearest_input(model, size)
    how = {'learningRate': learning_rate, 'weightDecay': weight_decay, 'lossWeights': WEIGHTS['nyud']}
    image, labels = image_of(chosen, size), targets(size)
    ignore_near(labels, build(model, size), image)
    losses, gradients, after = step(build(model, size), image, labels, how, torch.float64)
    tensors = {'input': image, **{f'target/{task}': label for task, label in labels.items()}}
    tensors.update({f'grad/{key}': picked(value) for key, value in gradients.items()})
    tensors.update({f'after/{key}': picked(value) for key, value in after.items() if value.is_floating_point()})
    path = os.path.join(FOLDER, f'gradients_{name}')
    write_safetensors(path + '.safetensors', tensors)
    short = lambda value: float(f'{value.item():.7g}')
    facts = {'model': model, **how, 'losses': losses,
             'largest': {key: short(value.abs().max()) for key, value in gradients.items()},
             'norm': {key: short(value.norm()) for key, value in gradients.items()}}
    with open(path + '.json', 'w') as file:
        file.write(json.dumps(facts, separators=(',', ':')) + '\n')
    _, single, _ = step(build(model, size), image, labels, how, torch.float32)
    worst = deviations(single, gradients)
    print(f'{name}: {chosen}, no ReLU within {distance:.1e} of 0; {len(gradients)} gradients; PyTorch in float32:'
          f' half of them within {worst[len(worst) // 2][0]:.1e} of their maximum, the worst {worst[0]}')


if __name__ == '__main__':
    write('mti_net', MTI_NET, (64, 64), learning_rate=1e-4, weight_decay=1e-4)
    write('inv_pt', INV_PT, (64, 128), learning_rate=2e-5, weight_decay=1e-6)
