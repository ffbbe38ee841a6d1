/* SPDX-License-Identifier: GPL-2.0-or-later */
/* comment.c: state and cause, or severity, id and what happened. */
#include "show/comment.h"
#include "core/verdict.h"
#include "show/end.h"
#include "show/phrase.h"
#include "show/sentence.h"

/* NULL: what it sent or received tells more. */
static const char *cause_words(enum closed_by closed_by)
{
	switch (closed_by) {
	case CLOSED_BY_CLOSE:
		return "close()";
	case CLOSED_BY_SHUTDOWN:
		return "shutdown(SHUT_WR)";
	case CLOSED_BY_EXIT:
		return "its process ended";
	case CLOSED_BY_LINGER_ZERO:
		return "close() with SO_LINGER {1,0}";
	case CLOSED_BY_UNREAD_DATA:
		return "close() with data unread";
	case CLOSED_BY_TIMEOUT:
		return "it gave up";
	case CLOSED_BY_DESTROYED:
		return "destroyed from outside";
	case CLOSED_BY_NOT_ACCEPTED:
		return "its listener closed before accept()";
	case CLOSED_BY_PEER_RESET:
	case CLOSED_BY_UNKNOWN:
		break;
	}
	return NULL;
}

static const char *trigger_words(enum trigger trigger)
{
	static const char *const words[TRIGGER_COUNT] = {
		[TRIGGER_SYN_SENT] = "SYN sent",
		[TRIGGER_SYN_RECEIVED] = "SYN received",
		[TRIGGER_SYN_ACKED] = "SYN acknowledged",
		[TRIGGER_ALREADY_OPEN] = "open before",
		[TRIGGER_FIN_SENT] = "FIN sent",
		[TRIGGER_FIN_RECEIVED] = "FIN received",
		[TRIGGER_FIN_ACKED] = "FIN acknowledged",
		[TRIGGER_RST_SENT] = "RST sent",
		[TRIGGER_RST_RECEIVED] = "RST received",
		[TRIGGER_SOCKET] = "seen in the kernel",
	};

	return words[trigger];
}

/* It had not closed before, and did so itself: how tells more than what it sent. */
static bool is_closing(const struct transition *transition)
{
	enum tcp_state from = (enum tcp_state)transition->from;
	bool before = tcp_state_rank(from) < tcp_state_rank(TCP_STATE_FIN_WAIT1) ||
		      from == TCP_STATE_CLOSE_WAIT;

	return before &&
	       (transition->to == TCP_STATE_FIN_WAIT1 || transition->to == TCP_STATE_LAST_ACK ||
		transition->trigger == TRIGGER_FIN_SENT || transition->trigger == TRIGGER_RST_SENT);
}

/* How it closed, if that is what it did. */
static const char *closing_words(const struct connection *connection,
				 const struct transition *transition)
{
	enum side side = (enum side)transition->end;

	if (!is_closing(transition))
		return NULL;
	if (verdict_let_go(connection, side))
		return "close(), or its process ended";
	return cause_words(verdict_closed_by(connection, side));
}

/* Why it sent the RST that ended the connection, or NULL. */
static const char *reset_why(const struct connection *connection,
			     const struct transition *transition)
{
	enum side by;

	return transition->trigger == TRIGGER_RST_SENT && verdict_reset_by(connection, &by) &&
	       by == (enum side)transition->end ?
	       reset_cause_name(verdict_reset_cause(connection)) : NULL;
}

static void say_why(struct phrase *phrase, const struct connection *connection,
		    const struct transition *transition)
{
	const char *cause = closing_words(connection, transition);
	const char *reset = reset_why(connection, transition);

	phrase_text(phrase, cause ? cause : trigger_words((enum trigger)transition->trigger));
	if (cause || !reset)
		return;
	phrase_text(phrase, " (");
	phrase_text(phrase, reset);
	phrase_text(phrase, ")");
}

size_t comment_transition(char *buf, size_t size, const struct connection *connection,
			  const struct transition *transition)
{
	const struct owner *owner = end_owner(connection, (enum side)transition->end);
	const char *from = tcp_state_name((enum tcp_state)transition->from);
	struct phrase phrase;

	phrase_init(&phrase, buf, size);
	phrase_text(&phrase, COMMENT_MARK);
	phrase_text(&phrase, end_role(connection, (enum side)transition->end));
	phrase_text(&phrase, " ");
	if (from) {
		phrase_text(&phrase, from);
		phrase_text(&phrase, " ");
	}
	phrase_text(&phrase, "→ ");
	phrase_text(&phrase, tcp_state_name((enum tcp_state)transition->to));
	phrase_text(&phrase, ": ");
	say_why(&phrase, connection, transition);
	if (owner) {
		phrase_text(&phrase, ", ");
		end_say_owner(&phrase, owner);
	}
	if (transition->certainty == CERTAINTY_INFERRED)
		phrase_text(&phrase, " (inferred)");
	return phrase.len;
}

size_t comment_finding(char *buf, size_t size, const struct connection *connection,
		       const struct finding *finding)
{
	char text[SENTENCE_MAX];
	struct phrase phrase;

	phrase_init(&phrase, buf, size);
	phrase_text(&phrase, COMMENT_MARK);
	phrase_text(&phrase, severity_name((enum severity)finding->severity));
	phrase_text(&phrase, " ");
	phrase_text(&phrase, finding_info((enum finding_id)finding->id)->id);
	phrase_text(&phrase, finding->certainty == CERTAINTY_INFERRED ? " (inferred): " : ": ");
	sentence_explain(text, sizeof(text), connection, finding);
	phrase_text(&phrase, text);
	return phrase.len;
}
