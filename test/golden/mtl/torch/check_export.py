"""Holds an exported model in PyTorch against `taskfield predict`: strict names, then outputs. By hand, in three steps:

    python3 check_export.py model.safetensors --write-input input.safetensors
    taskfield predict --weights model.safetensors --input input.safetensors --out maps.safetensors
    python3 check_export.py model.safetensors input.safetensors maps.safetensors
"""
import json
import sys

import torch

from files import formula, read_safetensors, write_safetensors
from hrnet import resize
from networks import build

TOLERANCE = 1e-4  # of each map's maximum; both sides compute in float32


def description_of(weights):
    with open(weights.removesuffix('.safetensors') + '.json') as file:
        return json.load(file)


def all_maps(net, image):
    """{name as `taskfield predict` writes it: map}"""
    out, deep = net(image)
    maps = dict(out)
    for key, value in deep.items():
        if key.startswith('scale_'):
            maps.update({f'deep_supervision/{key}/{name}': map for name, map in value.items()})
        else:
            maps[f'inter_preds/{key}'] = resize(value, image.shape[2:])
    return maps


def check(weights, input_path, maps_path):
    image = read_safetensors(input_path)[0]['input']
    net = build(description_of(weights)['model'], tuple(image.shape[2:]))
    net.load_state_dict(read_safetensors(weights)[0], strict=True)
    print(f'{len(net.state_dict())} tensors loaded with strict names')
    with torch.no_grad():
        got = all_maps(net.eval(), image)
    wanted = read_safetensors(maps_path)[0]
    wrong = 0 if wanted else 1
    for name, want in wanted.items():
        assert got[name].shape == want.shape, f'{name}: {list(got[name].shape)} != {list(want.shape)}'
        error = ((got[name] - want).abs().max() / want.abs().max()).item()
        wrong += not error <= TOLERANCE
        print(f'{name} {list(want.shape)}: {error:.1e} of its maximum')
    return wrong


if __name__ == '__main__':
    if '--write-input' in sys.argv:
        size = description_of(sys.argv[1])['input']
        write_safetensors(sys.argv[3], {'input': formula('input', (1, 3, *size))})
    else:
        sys.exit(1 if check(*sys.argv[1:]) else 0)
