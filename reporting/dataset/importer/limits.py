"""How much an import takes from a file before it refuses it, and why so much."""

# A month of a large service is some 200 MB of text; ten years of it stay below this.
MOST_BYTES_OF_A_FILE = 8 * 1024**3
MOST_BYTES_IN_ALL = 40 * 1024**3
# 21 tables of ten years of months, and whatever else lies beside them
MOST_MEMBERS = 10_000
# Tables of numbers and codes are packed to a tenth or a thirtieth; a bomb to a thousandth.
MOST_RATIO = 200
# Below this a ratio says nothing: a table of empty cells is packed very well.
RATIO_COUNTS_FROM = 5 * 1024**2
# A month folder within a folder; deeper lies nothing that a system writes.
DEEPEST = 4
# No record is so long; what has no ends of lines would come into memory whole.
LONGEST_LINE = 1_000_000
# Of rows of one file that hang from nothing, those that are said one by one
MOST_OF_NOBODY = 1_000
# What is said row by row; more than this nobody reads, and it is counted.
MOST_LEFT_OUT_LISTED = 100_000
