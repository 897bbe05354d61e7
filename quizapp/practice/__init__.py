"""Everything that a learner can do in a sitting or between sittings, without a user interface.

The screens and plain mode call this package. The commands start sittings through it, and call
`store` directly for the rest.
"""
