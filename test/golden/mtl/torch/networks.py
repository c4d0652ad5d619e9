"""Makes the network that a JSON object describes as this project's exports and model files do."""
from torch import nn

from hrnet import HighResolutionHead, HRNet, resize
from inv_pt import InvPtNet
from mti_net import MtiNet


class Baseline(nn.Module):
    """The multi-task baseline: one head for each task on HRNet's four maps."""

    def __init__(self, tasks, **backbone):
        super().__init__()
        self.backbone = HRNet(**backbone)
        self.decoders = nn.ModuleDict({t: HighResolutionHead(self.backbone.channels, n) for t, n in tasks.items()})

    def forward(self, image):
        maps = self.backbone(image)
        return {t: resize(head(maps), image.shape[2:]) for t, head in self.decoders.items()}, {}


def build(description, size):
    """@param size: height and width of the images"""
    encoder, decoder = description['encoder'], description['decoder']
    tasks = {task['name']: task['channels'] for task in description['tasks']}
    if encoder['kind'] == 'hrnet':
        backbone = {'c': encoder['channels'], 'planes': encoder['planes'], 'stem': encoder['stem'],
                    'blocks': (encoder['bottlenecks'], *encoder['blocks']), 'modules': encoder['modules'],
                    'momentum': encoder['batchNormMomentum']}
        return {'mti-net': MtiNet, 'high-resolution': Baseline}[decoder['kind']](tasks, **backbone)
    assert (encoder['kind'], decoder['kind']) == ('vit', 'inv-pt'), 'no published model has these two'
    backbone = {key: encoder[key] for key in ('width', 'depth', 'heads', 'taps', 'patch')}
    return InvPtNet(tasks, size, embed=decoder['width'], extra=decoder['added'], **backbone)
