"""Reads and writes safetensors; makes weights and inputs by formula (../README.md)."""
import json
import struct
from contextlib import contextmanager

import numpy as np
import torch

DTYPES = {'F64': np.float64, 'F32': np.float32, 'F16': np.float16, 'I64': np.int64, 'I32': np.int32, 'U8': np.uint8}


def read_safetensors(path):
    """{name: tensor} in the dtypes of the file, and the file's metadata."""
    with open(path, 'rb') as file:
        data = file.read()
    size = struct.unpack('<Q', data[:8])[0]
    header = json.loads(data[8:8 + size])
    metadata = header.pop('__metadata__', {})
    body = memoryview(data)[8 + size:]
    tensors = {}
    for name, entry in header.items():
        start, end = entry['data_offsets']
        values = np.frombuffer(body[start:end], dtype=DTYPES[entry['dtype']])
        tensors[name] = torch.from_numpy(values.reshape(entry['shape']).copy())
    return tensors, metadata


def write_safetensors(path, tensors):
    """Stores every tensor as F32."""
    header, body = {}, []
    offset = 0
    for name, tensor in tensors.items():
        data = tensor.detach().to(torch.float32).contiguous().numpy().tobytes()
        header[name] = {'dtype': 'F32', 'shape': list(tensor.shape), 'data_offsets': [offset, offset + len(data)]}
        body.append(data)
        offset += len(data)
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + b''.join(body))


def uniform(name, count):
    """u in [0, 1) for the first `count` elements of the tensor with this name."""
    h = 0x811c9dc5
    for byte in name.encode():
        h = (h ^ byte) * 0x01000193 % 2**32
    x = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(h)
    for multiplier, shift in ((1, 16), (0x85ebca6b, 13), (0xc2b2ae35, 16)):
        x = x * np.uint32(multiplier)
        x = x ^ (x >> np.uint32(shift))
    return x / 2.0**32


def formula(name, shape):
    shape = tuple(shape)
    count = int(np.prod(shape))
    u = uniform(name, count)
    if name == 'input':
        values = 2 * u - 1
    elif name.endswith('num_batches_tracked'):
        values = 0 * u
    elif name.endswith('running_var'):
        values = 0.5 + u
    elif name.endswith('running_mean'):
        values = 0.2 * (u - 0.5)
    elif len(shape) == 1:
        values = 0.6 + 0.8 * u if name.endswith('weight') else 0.2 * (u - 0.5)
    else:
        values = (2 * u - 1) * np.sqrt(3 * shape[0] / count)
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def load_formula(model):
    model.load_state_dict({name: formula(name, tensor.shape) for name, tensor in model.state_dict().items()})


@contextmanager
def shapes_only():
    """Inside, modules are made on the meta device: shapes without memory."""
    makers = {name: getattr(torch, name) for name in ('empty', 'zeros', 'ones')}
    for name, make in makers.items():
        setattr(torch, name, lambda *args, make=make, **options: make(*args, **{**options, 'device': 'meta'}))
    try:
        yield
    finally:
        for name, make in makers.items():
            setattr(torch, name, make)
