"""流转: the only code that writes `state`. Each room hands in its table of moves; `take` carries one out.

`take` refuses with every reason there is, or changes the state, runs the effects and writes one audit entry.
"""
