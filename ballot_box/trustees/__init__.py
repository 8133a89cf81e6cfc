"""Two people outside the site who hold the keys to a vote's ballots: their keys, the rehearsal, the opening.

What they run on their own computers (`spelling`, `key_files`, `box_files`, `layers`, `offline`) needs nothing of this
project but the words of `web` and the boxes of `ballot_box.sealing`, and nothing from outside but PyNaCl.
"""
