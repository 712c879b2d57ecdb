"""工作台: one page per role with what to do next, the plan matrix, the shell of every page. No tables of its own."""
