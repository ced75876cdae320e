"""
Plug-ins that show how one works: what the shipped flows ask of companies, accounts and the post.

All of it is in memory, and nothing reaches a network. Each says that it is a sample: developer mode's bar names it, and
a plug-in of the same name that is none takes its place, without a change in any flow.
"""
