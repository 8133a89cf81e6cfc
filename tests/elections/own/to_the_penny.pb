META
key;value
description;"Costs that fill the budget; to the penny"
num_projects;4
num_votes;8
budget;1000,50
vote_type;approval
min_length;1
PROJECTS
name;cost;project_id
"The ""Old"" Hall; roof";600,25;10
Allotment taps;400.25;9
Bell rope;0,5;2
Second bell rope;0,50;11
VOTES
age;vote;voter_id
34;10,9;a
;9,10;b
51;10;c
17;2;d
18;2,11;e
70;11;f
44;none;g
23;;h
