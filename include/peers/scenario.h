/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario.h: what an exploration's peers do, step by step, and what must hold in the end. */
#ifndef HALFCLOSE_PEERS_SCENARIO_H
#define HALFCLOSE_PEERS_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One of each variable, listener, connection and process fits the bits of a uint64_t. */
enum {
	SCENARIO_SIZE_MAX = 65536,	/* octets of text */
	SCENARIO_NAME_MAX = 32,		/* with the NUL */
	SCENARIO_PEERS_MAX = 8,
	SCENARIO_THREADS_MAX = 16,	/* the peers' own among them */
	SCENARIO_STEPS_MAX = 256,	/* of all threads */
	SCENARIO_CONNECTS_MAX = 32,	/* of these */
	SCENARIO_VARIABLES_MAX = 16,
	SCENARIO_DESCRIPTORS_MAX = 16,	/* names, of all peers */
	SCENARIO_EXPECTS_MAX = 16,
	SCENARIO_BYTES_MAX = 1 << 24,	/* of one step */
	SCENARIO_RECV_MAX = 65536,	/* of one that is a single recv() */
	SCENARIO_LINGER_MAX = 60,	/* seconds */
	SCENARIO_BACKLOG_MAX = 4096,
	SCENARIO_NUMBER_MAX = 1000000000,	/* of a variable's value in the text, and less its negative */
	SCENARIO_STEP_TEXT_MAX = 256,	/* enough for any step or expect as text, with the NUL */
};

/* X(symbol, word) */
#define SCENARIO_VERB_LIST(X)		\
	X(LISTEN, "listen")		\
	X(CONNECT, "connect")		\
	X(ACCEPT, "accept")		\
	X(WRITE, "write")		\
	X(READ, "read")			\
	X(READ_EOF, "read eof")		\
	X(RECV, "recv")			\
	X(PEEK, "peek")			\
	X(SHUTDOWN, "shutdown")		\
	X(CLOSE, "close")		\
	X(SETSOCKOPT, "setsockopt")	\
	X(DUP, "dup")			\
	X(FORK, "fork")			\
	X(EXIT, "exit")			\
	X(KILL, "kill")			\
	X(CRASH, "crash")		\
	X(STOP, "stop")			\
	X(SET, "set")			\
	X(ADD, "add")			\
	X(WAIT, "wait")			\
	X(TAKE, "take")

enum scenario_verb {
#define X(symbol, word) VERB_##symbol,
	SCENARIO_VERB_LIST(X)
#undef X
	VERB_COUNT,
	VERB_LAST_CALL = VERB_DUP	/* those up to it have a result */
};

enum scenario_relation {
	RELATION_EQUAL, RELATION_UNEQUAL, RELATION_LESS, RELATION_AT_MOST, RELATION_MORE,
	RELATION_AT_LEAST,
};
enum { RELATION_COUNT = RELATION_AT_LEAST + 1 };

/* What setsockopt sets on one socket, and `with` on all that a peer makes. */
enum scenario_option { SCENARIO_LINGER, SCENARIO_SNDBUF, SCENARIO_RCVBUF };
enum { SCENARIO_OPTION_COUNT = SCENARIO_RCVBUF + 1 };
enum { SCENARIO_OFF = -1 };	/* linger off; of `with`: left to the kernel */

/* Descriptors are numbered over the whole scenario: a peer's table has a place for each. */
enum { SCENARIO_LISTENER, SCENARIO_CONN };

/* A number, or what a variable holds when it is looked at. */
struct scenario_value {
	bool is_variable;
	unsigned int variable;
	int64_t number;
};

struct scenario_test {
	unsigned int variable;
	enum scenario_relation relation;
	struct scenario_value value;
};

struct scenario_step {
	enum scenario_verb verb;
	unsigned int line;		/* of the text, from 1 */
	bool conditional;		/* does nothing unless `when` holds as it begins */
	struct scenario_test when;
	unsigned int fd;		/* the descriptor it is about */
	unsigned int new_fd;		/* DUP: the copy's */
	unsigned int peer;		/* CONNECT: to whom; FORK, KILL: whom */
	bool assigns;			/* a call's result to `variable`: octets moved, or 0; -1: failed */
	unsigned int variable;		/* SET, ADD, TAKE, or if it assigns: the one that it changes */
	struct scenario_value value;	/* SET, ADD */
	struct scenario_test test;	/* WAIT: for this to hold */
	enum scenario_option option;	/* SETSOCKOPT */
	int how;			/* SHUTDOWN: SHUT_RD, SHUT_WR, SHUT_RDWR */
	int64_t number;			/* WRITE, READ, RECV, PEEK: octets; LISTEN: backlog; */
};					/* EXIT: status; SETSOCKOPT: value or SCENARIO_OFF */

/* A thread of control. Its number is its place in the text, from 0. */
struct scenario_thread {
	char name[SCENARIO_NAME_MAX];	/* the peer's own has the peer's */
	unsigned int peer;
	unsigned int first, count;	/* of the steps */
};

/* A process. Its threads follow each other; the first is its own. */
struct scenario_peer {
	char name[SCENARIO_NAME_MAX];
	unsigned int line;
	unsigned int first, count;	/* of the threads */
	bool listens;			/* has a listener from the beginning, of its own */
	unsigned int backlog;		/* of that one */
	int64_t option[SCENARIO_OPTION_COUNT];	/* of each socket that it makes, or SCENARIO_OFF */
	bool forked;			/* begins with its parent's `fork`; else at the beginning */
	unsigned int parent;
};

struct scenario_variable {
	char name[SCENARIO_NAME_MAX];
	int64_t first;			/* its value at the beginning */
};

/* X(symbol, word): what is counted of each peer; the sum of all is the scenario's. */
#define SCENARIO_FIGURE_LIST(X)		\
	X(LOST, "lost")			/* octets that it wrote and nobody read */	\
	X(HUNG, "hung")			/* its threads that are blocked for ever */	\
	X(RESETS, "resets")		/* its calls that failed with ECONNRESET or EPIPE */	\
	X(REFUSED, "refused")		/* its connects that failed with ECONNREFUSED */	\
	X(SHORT, "short")		/* its `read N` that met end-of-file or an error before N */ \
	X(CRASHES, "crashes")		/* 1 where a `crash` ended it */	\
	X(ACCEPTED, "accepted")		/* connections that it was given by accept */

enum scenario_figure {
#define X(symbol, word) FIGURE_##symbol,
	SCENARIO_FIGURE_LIST(X)
#undef X
	FIGURE_COUNT
};

struct scenario_expect {
	unsigned int line;		/* 0: nobody wrote it, it holds where no `expect` is written */
	bool is_figure;			/* else it is about a variable */
	enum scenario_figure figure;
	bool of_peer;			/* of one peer, not of all */
	unsigned int peer;
	unsigned int variable;
	enum scenario_relation relation;
	struct scenario_value value;
};

/* Holds no pointers: copied by assignment, never freed. */
struct scenario {
	struct scenario_peer peers[SCENARIO_PEERS_MAX];
	struct scenario_thread threads[SCENARIO_THREADS_MAX];
	struct scenario_step steps[SCENARIO_STEPS_MAX];	/* thread by thread */
	struct scenario_variable variables[SCENARIO_VARIABLES_MAX];
	char descriptors[SCENARIO_DESCRIPTORS_MAX][SCENARIO_NAME_MAX];
	struct scenario_expect expects[SCENARIO_EXPECTS_MAX];
	unsigned int peer_count, thread_count, step_count, connect_count, variable_count,
		     descriptor_count, expect_count;
};

/* Where the text is wrong, and how: lower case, no newline, only printable ASCII. */
struct scenario_error {
	unsigned int line, column;	/* from 1; columns are octets */
	char text[200];
};

/*
 * Reads len octets of text, of whatever kind. Returns 0, or -EINVAL and says why. What it
 * accepts is whole: every number of a peer, thread, descriptor or variable is within its
 * count; a CONNECT's peer has or makes a listener; every descriptor is made by some step of
 * the peer or of one that it was forked from; each peer is forked by one step at most, and
 * some peer by none; there is at least one expect.
 */
int scenario_parse(struct scenario *scenario, const char *text, size_t len,
		   struct scenario_error *error);

/*
 * Write a step ("when open != 0 write 5 conn") or an expect ("lost.client == 0") as text
 * that scenario_parse() takes for the same, with nothing left to defaults but `to`.
 */
void scenario_print_step(const struct scenario *scenario, const struct scenario_step *step,
			 char text[SCENARIO_STEP_TEXT_MAX]);
void scenario_print_expect(const struct scenario *scenario, const struct scenario_expect *expect,
			   char text[SCENARIO_STEP_TEXT_MAX]);

/* The language's words: "read eof", "lost", "==", "linger", "wr". */
const char *scenario_verb_name(enum scenario_verb verb);
const char *scenario_figure_name(enum scenario_figure figure);
const char *scenario_relation_name(enum scenario_relation relation);
const char *scenario_option_name(enum scenario_option option);
const char *scenario_how_name(int how);

/* variables: as many as the scenario has, at the moment that counts. */
int64_t scenario_value(const struct scenario_value *value, const int64_t *variables);
bool scenario_test_holds(const struct scenario_test *test, const int64_t *variables);

/* What came of one schedule. */
struct scenario_outcome {
	int64_t figures[SCENARIO_PEERS_MAX][FIGURE_COUNT];
	int64_t variables[SCENARIO_VARIABLES_MAX];
};

/* Of all peers together. */
int64_t scenario_total(const struct scenario_outcome *outcome, enum scenario_figure figure);

bool scenario_expect_holds(const struct scenario_expect *expect,
			   const struct scenario_outcome *outcome);

#endif
