"""What is said when a question cannot be answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was wrong with the address."""
    return render(request, "400.html", {"problem": str(exception)}, status=400)
