"""Holds these models against the golden files in ..: outputs, losses, names, shapes, numbers of parameters.

By hand: python3 check_golden.py
"""
import glob
import json
import os

import torch

from files import load_formula, read_safetensors, shapes_only
from hrnet import HRNet, resize
from inv_pt import InvPtNet
from losses import LOSSES, edges
from mti_net import MtiNet
from vit import VisionTransformer

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
# Both sides were computed in float64; what remains is the rounding of the stored values.
TOLERANCE = 2e-6
NYUD_MTI = {'semseg': 40, 'normals': 3, 'edge': 1, 'depth': 1}
NYUD_INV = {'semseg': 40, 'depth': 1, 'normals': 3, 'edge': 1}


def golden(name):
    tensors, _ = read_safetensors(os.path.join(GOLDEN, name + '.safetensors'))
    return {key: tensor.double() for key, tensor in tensors.items()}


def compare(title, expected, actual):
    worst, where = 0.0, ''
    for key, value in expected.items():
        assert actual[key].shape == value.shape, f'{title} {key}: {list(actual[key].shape)} != {list(value.shape)}'
        error = ((actual[key] - value).abs().max() / value.abs().max().clamp(min=1e-30)).item()
        worst, where = max((worst, where), (error, key))
    assert expected and worst <= TOLERANCE, f'{title}: {where} differs by {worst:.1e} of its maximum'
    print(f'{title}: {len(expected)} tensors, worst {worst:.1e} of a maximum')


def under(prefix, tensors):
    return {key[len(prefix):]: value for key, value in tensors.items() if key.startswith(prefix)}


def check_hrnet():
    io = golden('hrnet_tiny.io')
    net = HRNet(c=6, planes=8).double()
    net.load_state_dict(golden('hrnet_tiny.weights'))
    maps = lambda image: {f'branch{i}': x for i, x in enumerate(net(image))}
    net.eval()
    compare('hrnet_tiny, evaluation', under('eval/', io), maps(io['input']))
    compare('hrnet_tiny, odd sides', under('eval_odd/', io), maps(io['input_odd']))
    net.train()
    compare('hrnet_tiny, training', under('train/', io), maps(io['input']))
    compare('hrnet_tiny, running statistics', under('after_train_forward/', io), net.state_dict())


def check_mti_net():
    expected = golden('mtinet_w18s_formula')
    net = MtiNet(NYUD_MTI).double().eval()
    load_formula(net)
    out, deep = net(expected['input'])
    flat = {f'deep_supervision/{scale}/{key}': x for scale, maps in deep.items() for key, x in maps.items()}
    compare('mtinet_w18s_formula', under('eval/', expected), {**out, **flat})


def check_inv_pt():
    expected = golden('invpt_tiny_nyud.eval')
    net = InvPtNet(NYUD_INV, (64, 128), embed=32, extra=16, width=48, depth=4, heads=3, taps=(1, 2, 3)).double().eval()
    net.load_state_dict(golden('invpt_tiny_nyud.weights'))
    out, preliminary = net(expected['input'])
    inter = {f'inter_preds/{t}': resize(x, (64, 128)) for t, x in preliminary.items()}
    compare('invpt_tiny_nyud', under('eval/', expected), {**out, **inter})
    compare('invpt_tiny_nyud, in between', under('mid/', expected), net.seen)


def check_vit():
    expected = golden('vit_jax_tiny.expected')
    net = VisionTransformer((64, 128), width=48, depth=2, heads=3, taps=(1,)).double().eval()
    net.load_state_dict({key: value for key, value in expected.items() if not key.startswith('io/')})
    tap, final = (x.flatten(2).transpose(1, 2) for x in net(expected['io/input']))
    compare('vit_jax_tiny', {'tap0': expected['io/tap0'], 'final': expected['io/final']}, {'tap0': tap, 'final': final})


def check_losses():
    data = under('invpt/', golden('losses_invpt'))
    expected, actual = {}, {}
    for case in sorted({key.split('/')[0] for key in data}):
        prediction = data[f'{case}/pred'].requires_grad_()
        label = data[f'{case}/label']
        task = 'human_parts' if case.startswith('human') else case.split('_')[0]
        w = (label[label != 255] < 1).double().mean() if case == 'edge_bce_auto' else 0.95
        value = edges(prediction, label, w) if task == 'edge' else LOSSES[task](prediction, label)
        value.backward()
        expected.update({f'{case}/value': data[f'{case}/value'], f'{case}/grad': data[f'{case}/grad']})
        actual.update({f'{case}/value': value.reshape(1), f'{case}/grad': prediction.grad})
    compare('losses_invpt', expected, actual)


def build(name, facts):
    model, size, dataset = (name.split('_') + [''])[:3]
    tasks = facts.get('num_output')
    if model == 'invpt':
        vit = {'vitl': {}, 'vitb': dict(width=768, depth=12, heads=12, taps=(3, 6, 9))}[size]
        return InvPtNet(tasks, (448, 576) if dataset == 'nyud' else (512, 512), **vit)
    backbone = {'w18': {}, 'w32': dict(c=32, blocks=(4,) * 4, modules=(1, 4, 3)),
                'w48': dict(c=48, blocks=(4,) * 4, modules=(1, 4, 3))}[size]
    return MtiNet(tasks, **backbone) if model == 'mtinet' else HRNet(**backbone)


def check_shapes():
    for path in sorted(glob.glob(os.path.join(GOLDEN, 'shapes', '*.json'))):
        with open(path) as file:
            facts = json.load(file)
        name = os.path.basename(path)[:-5]
        with shapes_only():
            net = build(name, facts)
        shapes = {key: list(tensor.shape) for key, tensor in net.state_dict().items()}
        assert shapes == facts['state_dict'], f'{name}: {sorted(set(shapes) ^ set(facts["state_dict"]))[:5]}'
        count = sum(p.numel() for p in net.parameters())
        assert count == facts['trainable_params'], f'{name}: {count} parameters'
        print(f'{name}: {len(shapes)} names and shapes, {count} parameters')


if __name__ == '__main__':
    with torch.no_grad():
        check_hrnet()
        check_mti_net()
        check_inv_pt()
        check_vit()
    check_losses()
    check_shapes()
