/** What model.json may hold, as `--help` shows it. */
export const MODEL_FILE_HELP = `model.json: {"encoder": …, "decoder": …, "tasks": [ … ]} and, if they are wanted, what stands below. All else is
as in the preset that is named, if one is, else as in the published code of MTI-Net or InvPT; unknown keys are refused.
  encoder    a name (nano, mini-hrnet, hrnet-w18-small-v2, hrnet-w18, hrnet-w32, hrnet-w48, vit-tiny, vit-small,
             vit-base, vit-large), or an object of its settings over those of hrnet-w18-small-v2 or vit-large:
             {"kind": "hrnet", "stem": 64, "planes": 64, "bottlenecks": 2, "channels": 18, "modules": [1, 3, 2],
              "blocks": [2, 2, 2], "batchNormMomentum": 0.01}
             {"kind": "vit", "width": 1024, "depth": 24, "heads": 16, "patch": 16, "taps": [6, 12, 18], "dropPath": 0}
             {"kind": "nano", "channels": [16, 32, 64], "width": 32}
  decoder    a kind, or {"kind": "mti-net"}, {"kind": "pad-net", "width": 256},
             {"kind": "inv-pt", "width": 512, "added": 64}, {"kind": "high-resolution"}, {"kind": "plain", "width": 32}
  tasks      in the order of the weights, with channels where they are not 40 (semseg), 7 (human_parts), 1 or 2 (sal, MTI-Net or InvPT):
             ["semseg", {"name": "semseg", "channels": 21}, "depth", "normals", "edge", "human_parts", "sal"]
  lossWeights        {"semseg": 1, "depth": 1, "normals": 10, "edge": 50, "human_parts": 2, "sal": 5}
  optimizer          {"kind": "adam" or "sgd", "learningRate", "weightDecay", "beta1", "beta2", "epsilon", "momentum",
                      "nesterov", "clipNorm", "schedule": "constant", "poly" or "poly-epoch", "polyPower"}
                     (MTI-Net: 1e-4, decay 1e-4; InvPT: 2e-5, decay 1e-6; constant)
  batchNormMomentum  0.1, of the decoder       steps   40000, of the whole schedule       preset   a preset's name
  regularizer        {} turns it on; its settings stand in src/config/regularizer.ts
  alpha              {"peak": 1, "rampFraction": 0}, weight of its losses
  seed               1, of drop-path, dropout and jitter; drop-path is 0 unless it, or a preset, is given
The input's size is the input's. Weights' names and shapes are compared first; a report goes to standard error.`;
