"""One interface to Anthropic and to every server that speaks as OpenAI's does. Importing it takes seconds: do so late."""

import asyncio
import json
from dataclasses import dataclass
from typing import Final

import httpx2
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI
from pydantic_ai import exceptions as theirs
from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, ToolCallPart, UserPromptPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from apps.analysis.errors import ProviderPending, ProviderRefused, QuestionTooLong
from apps.analysis.language.transport import GuardedTransport
from apps.analysis.language.types import Finish, ModelConfig, Provider, Question, Reply, Structured
from apps.core.http import GuardedClient
from apps.core.http.errors import DeadlineExceeded, GuardedHttpError, ProtocolFailure

_ANSWER: Final = "answer"
_OWN_ADDRESS: Final = {
    Provider.ANTHROPIC: "https://api.anthropic.com",
    Provider.OPENAI: "https://api.openai.com/v1",
}
_FINISHES: Final = {"length": Finish.LENGTH, "content_filter": Finish.DECLINED}
_AGAIN: Final = {408: "timed_out", 409: "overloaded", 425: "overloaded", 429: "rate_limited"}
_SERVER_ERROR: Final = 500
_OVERLOADED: Final = frozenset({503, 529})


@dataclass(frozen=True, slots=True)
class HttpModel:
    """Ask a model over HTTP, once for each question; nothing is kept between questions."""

    config: ModelConfig
    client: GuardedClient

    def ask(self, question: Question) -> Reply:
        """Send one request; raises `ProviderPending`, `ProviderRefused` or `QuestionTooLong`."""
        try:
            response = asyncio.run(self._answered(question))
        except theirs.ModelAPIError as error:
            raise _ours(error) from None  # theirs quote the provider's body, which may quote the key
        except theirs.UnexpectedModelBehavior:
            raise ProviderPending("The answer was not one of a language model", reason="cut_short") from None
        return _reply(response)

    async def _answered(self, question: Question) -> ModelResponse:
        async with httpx2.AsyncClient(
            transport=GuardedTransport(self.client), follow_redirects=False
        ) as http:
            model = _opened(self.config, http)
            return await model_request(
                model,
                [ModelRequest(parts=[UserPromptPart(question.material)], instructions=question.instructions)],
                model_settings=ModelSettings(max_tokens=question.answer_tokens),
                model_request_parameters=_shaped(model, self.config.structured, question),
                instrument=False,
            )


def _opened(config: ModelConfig, http: httpx2.AsyncClient) -> Model:
    address = config.base_url or _OWN_ADDRESS[config.provider]
    # A server of one's own may want no key, but the clients want one that is not empty, and would look for theirs otherwise.
    key = config.api_key or "none"
    if config.provider is Provider.ANTHROPIC:
        claude = AsyncAnthropic(api_key=key, base_url=address, http_client=http, max_retries=0)
        return AnthropicModel(config.model, provider=AnthropicProvider(anthropic_client=claude))
    openai = AsyncOpenAI(api_key=key, base_url=address, http_client=http, max_retries=0)
    return OpenAIChatModel(config.model, provider=OpenAIProvider(openai_client=openai))


def _shaped(model: Model, structured: Structured | None, question: Question) -> ModelRequestParameters:
    known = Structured.SCHEMA if model.profile.get("supports_json_schema_output") else Structured.TOOL
    schema = dict(question.schema)
    match structured or known:
        case Structured.TOOL:
            tool = ToolDefinition(
                name=_ANSWER, description="Give the answer.", parameters_json_schema=schema, kind="output"
            )
            return ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)
        case Structured.SCHEMA:
            shape = OutputObjectDefinition(json_schema=schema, name=_ANSWER, strict=True)
            return ModelRequestParameters(output_mode="native", output_object=shape)
        case Structured.PROMPT:
            shape = OutputObjectDefinition(json_schema=schema, name=_ANSWER)
            return ModelRequestParameters(output_mode="prompted", output_object=shape)


def _reply(response: ModelResponse) -> Reply:
    calls = [part for part in response.parts if isinstance(part, ToolCallPart) and part.tool_name == _ANSWER]
    texts = [part.content for part in response.parts if isinstance(part, TextPart)]
    text = _arguments(calls[0]) if calls else "".join(texts)
    return Reply(
        text=text,
        finish=_FINISHES.get(response.finish_reason or "", Finish.STOP),
        input_tokens=response.usage.input_tokens,
        output_tokens=response.usage.output_tokens,
    )


def _arguments(call: ToolCallPart) -> str:
    return call.args if isinstance(call.args, str) else json.dumps(call.args or {})


def _ours(error: theirs.ModelAPIError) -> ProviderPending | ProviderRefused | QuestionTooLong:
    if isinstance(error, theirs.ModelContextWindowExceededError):
        return QuestionTooLong("The question does not fit into the model's window")
    if isinstance(error, theirs.ModelHTTPError):
        return _of_status(error)
    return _of_connection(error)


def _of_status(error: theirs.ModelHTTPError) -> ProviderPending | ProviderRefused:
    status, after = error.status_code, max(error.retry_after or 0.0, 0.0)
    said = f"The provider answered {status}"
    # A bill not paid comes as a 429 like a rate, and waiting does not pay it.
    if isinstance(error, theirs.ModelQuotaExceededError):
        return ProviderRefused(f"{said}: its quota or credit is used up")
    if status in _AGAIN:
        return ProviderPending(said, reason=_AGAIN[status], retry_after=after)
    if status in _OVERLOADED or isinstance(error, theirs.ModelUnavailableError):
        return ProviderPending(said, reason="overloaded", retry_after=after)
    if status >= _SERVER_ERROR:
        return ProviderPending(said, reason="server_error", retry_after=after)
    return ProviderRefused(said)


def _of_connection(error: theirs.ModelAPIError) -> ProviderPending | ProviderRefused:
    met = _guards_error(error)
    if isinstance(met, DeadlineExceeded):
        return ProviderPending(f"No answer in time: {met}", reason="timed_out")
    if isinstance(met, ProtocolFailure):
        return ProviderPending(f"The answer broke off: {met}", reason="cut_short")
    if met is not None and met.retryable:
        return ProviderPending(f"The provider cannot be reached: {met}", reason="unreachable")
    if met is not None:
        return ProviderRefused(f"The guard refused the provider's address: {met}")
    return ProviderPending("The answer was not readable", reason="cut_short")


def _guards_error(error: BaseException | None) -> GuardedHttpError | None:
    while error is not None:
        if isinstance(error, GuardedHttpError):
            return error
        error = error.__cause__ or error.__context__
    return None
