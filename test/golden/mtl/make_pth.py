"""Writes the PyTorch checkpoints in ckpt/ and what they must read as; run by hand: python3 make_pth.py

Needs PyTorch 1.13 or later and NumPy (Debian: python3-torch). The values are a fixed sequence, so that the files differ
only in what a version of PyTorch puts around them.
"""
import json
import os
import struct
from collections import OrderedDict

import numpy as np
import torch

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'ckpt')
DTYPES = {torch.float64: 'F64', torch.float32: 'F32', torch.float16: 'F16', torch.bfloat16: 'BF16', torch.int64: 'I64',
          torch.int32: 'I32', torch.int16: 'I16', torch.int8: 'I8', torch.uint8: 'U8', torch.bool: 'BOOL'}


def path(name):
    return os.path.join(FOLDER, name)


def values(*shape, start=0.0):
    """0.25, 1.25, 2.25 ... with alternating signs: exact in half precision, and in bfloat16 when small."""
    n = int(np.prod(shape))
    steps = torch.arange(n, dtype=torch.float64)
    return ((steps + 0.25 + start) * (1 - 2 * (steps % 2))).reshape(shape)


def raw(tensor):
    plain = tensor.detach().contiguous()
    if plain.dtype == torch.bfloat16:
        plain = plain.view(torch.int16)
    return plain.numpy().tobytes()


def write_safetensors(name, tensors):
    header, body = {}, b''
    for key, tensor in tensors.items():
        data = raw(tensor)
        header[key] = {'dtype': DTYPES[tensor.dtype], 'shape': list(tensor.shape),
                       'data_offsets': [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    with open(path(name), 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + body)


def strange():
    """Every dtype, and every way in which a tensor may lie in its storage."""
    base = values(4, 6).float()
    cube = values(2, 3, 4, start=7).float()
    tensors = OrderedDict()
    tensors['plain'] = base
    tensors['transposed'] = base.t()
    tensors['rows'] = base[1:3]
    tensors['columns'] = base[:, 1::2]
    tensors['permuted'] = cube.permute(2, 0, 1)
    tensors['alone'] = values(5, 4).float()[1:4, 2:]
    tensors['expanded'] = values(1, 3).float().expand(4, 3)
    tensors['scalar'] = torch.tensor(3.5)
    tensors['empty'] = torch.zeros(0, 4)
    for dtype in DTYPES:
        tensors[str(dtype)] = (values(3) > 0) if dtype == torch.bool else values(3).abs().to(dtype)
    tensors['big'] = torch.tensor([2**53 + 1, -2**62, -1])
    tensors['half_t'] = values(3, 2).half().t()
    tensors['bf16_t'] = values(3, 2).bfloat16().t()
    tensors['long_t'] = torch.tensor([[-1, 2], [3, -4]]).t()
    tensors['parameter'] = torch.nn.Parameter(values(2).float())
    return tensors


def training():
    """What a training script leaves: a wrapped model, an optimizer with its moments, an epoch, NumPy's best result."""
    model = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 1), torch.nn.BatchNorm2d(3))
    with torch.no_grad():
        for i, tensor in enumerate(model.state_dict().values()):
            if tensor.dtype == torch.float32:
                tensor.copy_(values(*tensor.shape, start=i))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    model(torch.ones(2, 2, 4, 4)).sum().backward()
    optimizer.step()
    state = model.state_dict()
    wrapped = OrderedDict((f'module.{name}', tensor) for name, tensor in state.items())
    wrapped._metadata = state._metadata
    best = {'semseg': {'mIoU': np.float64(0.5)}, 'delta': np.float32(1.5)}
    return state, {'optimizer': optimizer.state_dict(), 'model': wrapped, 'epoch': 12, 'best_result': best}


class Command:
    """Pickled as a call; a reader that follows it leaves a file behind."""

    def __reduce__(self):
        return os.system, ('touch taskfield-was-here',)


def main():
    torch.manual_seed(0)
    tensors = strange()
    write_safetensors('strange.expected.safetensors', tensors)
    torch.save(tensors, path('strange.pth'))
    torch.save(tensors, path('strange.legacy.pth'), _use_new_zipfile_serialization=False)
    torch.save(tensors, path('strange.protocol4.pth'), pickle_protocol=4)
    state, checkpoint = training()
    write_safetensors('training.expected.safetensors', state)
    torch.save(checkpoint, path('training.pth.tar'))
    torch.save(checkpoint, path('training.legacy.pth.tar'), _use_new_zipfile_serialization=False)
    torch.save({'model': {'w': torch.ones(2)}, 'hook': Command()}, path('command.pth'))
    torch.save({'model': {'w': torch.ones(2)}, 'hook': Command()}, path('command.legacy.pth'),
               _use_new_zipfile_serialization=False)
    torch.save(torch.nn.Linear(2, 2), path('module.pth'))


if __name__ == '__main__':
    main()
