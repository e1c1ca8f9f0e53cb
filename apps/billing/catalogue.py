"""The shipped plans: features, limits, first prices. Read once; what was changed since is in the rows of `Price`."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from apps.accounts.types import Plan
from apps.billing.errors import InvalidPlansError
from apps.billing.types import Feature, Interval, Meter
from apps.core.yaml_reading import read_yaml

PLANS: Final = Path(__file__).parent / "data" / "plans.yaml"

Amount = Annotated[int, Field(gt=0, lt=10**8)]


class PlanData(BaseModel):
    """One plan. `features` are those it has beyond the plan below."""

    model_config: ClassVar = ConfigDict(frozen=True, extra="forbid")

    features: tuple[Feature, ...]
    limits: dict[Meter, Annotated[int, Field(ge=0)] | None]
    audit_days: Annotated[int, Field(gt=0)]
    added_documents: Annotated[int, Field(ge=0)] = 0  # by their addresses, in thirty days
    trial_days: Annotated[int, Field(ge=0, le=730)] = 0
    prices: dict[Interval, Amount] = {}
    seat_prices: dict[Interval, Amount] = {}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if set(self.limits) != set(Meter):
            raise ValueError(f"limits must name {', '.join(Meter)}")
        if self.prices and set(self.prices) != set(Interval):
            raise ValueError("a plan that is sold has a price for each interval")
        if self.seat_prices and set(self.seat_prices) != set(self.prices):
            raise ValueError("seats are sold at the intervals of their plan")
        if self.seat_prices and self.limits[Meter.SEATS] is None:
            raise ValueError("nobody buys more seats than as many as they like")
        return self


class PlansData(BaseModel):
    """All plans, in one currency."""

    model_config: ClassVar = ConfigDict(frozen=True, extra="forbid")

    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")]
    plans: dict[Plan, PlanData]

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if list(self.plans) != list(Plan):
            raise ValueError(f"the plans are {', '.join(Plan)}, in this order")
        sold = [feature for plan in self.plans.values() for feature in plan.features]
        if sorted(sold) != sorted(Feature):
            raise ValueError("each feature is named once, in the least plan that holds it")
        if self.plans[Plan.FREE].prices:
            raise ValueError("the free plan has no price")
        return self


@cache
def plans_data() -> PlansData:
    """Return the shipped plans; raises InvalidPlansError."""
    return read_plans(PLANS.read_text(encoding="utf-8"))


def read_plans(text: str) -> PlansData:
    """Return the plans that a YAML text holds; raises InvalidPlansError."""
    try:
        data: Any = read_yaml(text)
        return PlansData.model_validate(data)
    except (yaml.YAMLError, ValidationError) as error:
        raise InvalidPlansError(f"The plans cannot be read: {error}") from error


@cache
def least_plan(feature: Feature) -> Plan:
    """Return the least plan that holds the feature."""
    return next(plan for plan, data in plans_data().plans.items() if feature in data.features)


@cache
def features_of(plan: Plan) -> tuple[Feature, ...]:
    """Return all that the plan holds, what the plans below it hold first."""
    return tuple(
        feature
        for each, data in plans_data().plans.items()
        if each.rank <= plan.rank
        for feature in data.features
    )
