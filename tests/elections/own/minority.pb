META
key;value
description;"Six like three parks, four like one library; made up for tests"
num_projects;4
num_votes;10
budget;1000
vote_type;ordinal
PROJECTS
project_id;cost;name
1;300;North park
2;300;South park
3;300;West park
4;400;Library
VOTES
voter_id;vote
1;1,2,3
2;1,2,3
3;1,3,2
4;2,1,3
5;2,3,1
6;3,2,1
7;4
8;4
9;4
10;4
