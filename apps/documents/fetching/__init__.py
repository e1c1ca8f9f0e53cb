"""How documents are obtained: plainly, or with a browser; politely; and what it is called when it does not work.

Everything is given as arguments: no settings are read here. The package imports nothing by itself, because the browser
process starts through it.
"""
