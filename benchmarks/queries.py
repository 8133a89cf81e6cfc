"""How many statements a page sends to the database, counted inside the application."""

import httpx2
import pytest
from tortoise import Tortoise

import main
from database.configuration import tortoise_config
from residents.sessions import person_of
from tests.counting import counter
from web.application import build_application
from web.settings import Settings


async def queries_of(path: str, database_url: str) -> int:
    settings = Settings(secret_key="c" * 40, database_url=database_url, base_url="http://test", log_level="error")
    app = build_application(settings, main.routes(settings), person_of, open_database=False)
    await Tortoise.init(config=tortoise_config(database_url))
    try:
        with pytest.MonkeyPatch.context() as patch:
            count_queries = counter(patch)
            async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test") as client:
                await client.get(path)
                async with count_queries() as counted:
                    answer = await client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        return counted.count
    finally:
        await Tortoise.close_connections()
