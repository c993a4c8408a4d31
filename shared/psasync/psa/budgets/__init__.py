"""A service's share of what connections and PSA systems may be called, counted in its database for all replicas."""

from psasync.psa.budgets.mongo import BUDGET_INDEXES, BUDGETS, Budgets, MongoCallBudget

__all__ = ["BUDGETS", "BUDGET_INDEXES", "Budgets", "MongoCallBudget"]
