"""From other people's catalogues to a data set: tables described by a mapping, and Amazon Berkeley
Objects."""
