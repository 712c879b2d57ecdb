"""演示: the fictional city 明江市, its people and a September in the middle of its year. Stands on the roof."""
