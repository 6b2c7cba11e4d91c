/// A sweep file with every section.
let exampleSweepFile = """
  name: songs
  seed: 2020
  data:
    source: kaggle-19000-spotify-songs   # also: generated, csv
    top: popularity > 75
    split: { train: 0.6, validation: 0.2, test: 0.2, by: song }   # or by: artist
    evaluate: all                        # or: subset
  trial:                                 # the recipe; each key may be an axis instead
    model: mlp
    epochs: 25
    batchSize: 64
    learningRate: 0.001
    scaling: standard                    # minMax (the deck's), none
  replicates: 5
  axes:
    layers: [[], [10], [30, 10], [64, 32]]
    balanceRatio: [1, 2, 4, none]
    classWeight: [1, 2, 3, 4, 8, 16]
    years: [all, since 2010]
  exclude:
    - { layers: [10], classWeight: 16 }
  fronts:
    - { name: precision, maximize: precision, minimize: falsePositiveRate, \
    minimumRecall: [0.1, 0.3, 0.5, 0.7], minimumFlagged: 20 }
    - { name: recall, maximize: recall, minimize: falsePositiveRate }

  """
