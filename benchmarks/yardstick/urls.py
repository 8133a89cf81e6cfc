from django.urls import path

from benchmarks.yardstick import views

urlpatterns = [
    path("ideas", views.idea_list),
    path("ideas/<int:pk>", views.idea_page),
    path("vote", views.vote),
    path("vote/done", views.vote_done),
]
