"""What the national data set lacks and a service brings itself: names, who carries whom, notes and
appointments, in five plain CSV files (docs/moving-in.md).
"""
