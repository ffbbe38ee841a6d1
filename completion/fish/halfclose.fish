# SPDX-License-Identifier: GPL-2.0-or-later
# halfclose: completion for fish. What there is, the program says itself.

# The words so far, the program first, without the one that is being written.
function __halfclose_words
	commandline --tokenize --current-process --cut-at-cursor
end

function __halfclose_command
	set -l words (__halfclose_words)
	if test (count $words) -lt 2; or string match -q -- '-*' $words[2]
		echo tui
	else
		echo $words[2]
	end
end

# "LETTER NAME VALUE<tab>what it does" for each option of the command; "-" stands for what it lacks.
function __halfclose_options
	set -l words (__halfclose_words)
	$words[1] (__halfclose_command) --help 2>/dev/null |
		string replace -rf '^  (?:-(.), |    )--([a-z0-9-]+)(?: ([A-Z]+|new))? +(.*)' '$1 $2 $3\t$4'
end

# The option whose value is being written, by its long name; fails where none is.
function __halfclose_option
	set -l words (__halfclose_words)
	set -l last $words[-1]
	for row in (__halfclose_options)
		set -l parts (string split -m 2 ' ' -- (string split -m 1 \t -- $row)[1])
		if test -n "$parts[3]"; and contains -- $last --$parts[2] -$parts[1]
			echo $parts[2]
			return 0
		end
	end
	return 1
end

# SECTION: names of the manual's pages below "SECTION:", with what they are about.
function __halfclose_topics
	set -l words (__halfclose_words)
	$words[1] explain --list 2>/dev/null | sed -nE "/^$argv[1]:/,/^\$/p" |
		string replace -rf '^  ([A-Za-z][A-Za-z0-9_-]*) +(.*)' '$1\t$2'
end

# A list with commas between its items: what stands behind the last one is completed.
function __halfclose_list
	set -l done (string replace -rf '^(.*,)[^,]*$' '$1' -- (commandline --current-token))
	for word in error warning note lost leak hang reset info (__halfclose_topics findings)
		echo "$done$word"
	end
end

function __halfclose_value
	set -l words (__halfclose_words)
	switch $argv[1]
		case read write output
			__fish_complete_path (commandline --current-token)
		case user
			__fish_complete_users
		case pid
			__fish_complete_pids
		case interface
			printf '%s\n' any (ls /sys/class/net)
		case netns
			if test (__halfclose_command) = run
				echo new
			else
				ls /run/netns 2>/dev/null
			end
		case fail-on
			__halfclose_list
		case format
			$words[1] (__halfclose_command) --format . 2>&1 |
				string replace -rf '.*takes (.*), not .*' '$1' |
				string replace ' or ' ', ' | string split ', '
		case color
			printf '%s\n' auto always never
		case role
			printf '%s\n' server client
		case keep-closed
			echo findings
		case variant
			printf '%s\n' broken fixed
			$words[1] $words[2] --list 2>/dev/null |
				string replace -rf "^$words[3]  +([a-z0-9-]+(?:, [a-z0-9-]+)*)  .*" '$1' |
				string split ', '
		case strategy
			printf '%s\n' exhaustive random pct
	end
end

# What is no option.
function __halfclose_word
	set -l words (__halfclose_words)
	if test (count $words) -eq 1
		$words[1] --help 2>/dev/null | string replace -rf '^  halfclose ([a-z]+) +(.*)' '$1\t$2'
		return
	end
	switch (__halfclose_command)
		case demo
			echo all
			__halfclose_topics demos
		case explore
			$words[1] explore --list 2>/dev/null | string split -f 1 ' '
			__fish_complete_path (commandline --current-token)
		case explain
			__halfclose_topics '[a-z ]+'
		case annotate
			__fish_complete_path (commandline --current-token)
		case run
			__fish_complete_subcommand --fcs-skip=2
		case '*'
			printf '%s\n' host port net src dst and or not
	end
end

function __halfclose_complete
	set -l option (__halfclose_option)
	if test $status -eq 0
		__halfclose_value $option
	else if string match -q -- '-*' (commandline --current-token)
		for row in (__halfclose_options)
			set -l columns (string split -m 1 \t -- $row)
			set -l parts (string split -m 2 ' ' -- $columns[1])
			printf '%s\t%s\n' --$parts[2] "$columns[2]"
		end
	else
		__halfclose_word
	end
end

complete -c halfclose -f -a '(__halfclose_complete)'
