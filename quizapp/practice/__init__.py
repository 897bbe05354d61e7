"""Everything that a learner can do, without a user interface.

The screens, plain mode, and the commands all call this package.
"""
