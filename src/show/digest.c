/* SPDX-License-Identifier: GPL-2.0-or-later */
/* digest.c: gathers ends of connections by what is wrong with them, and whose they are. */
#include "show/digest.h"
#include "core/array.h"
#include "core/place.h"
#include "show/phrase.h"
#include "show/sentence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void free_case(struct digest_case *found)
{
	free(found->explain);
	free(found->fix);
}

void digest_free(struct digest *digest)
{
	for (size_t i = 0; i < digest->count; i++)
		free_case(&digest->cases[i]);
	free(digest->cases);
	keys_free(&digest->keys);
	*digest = (struct digest){ 0 };
}

/* A doomed half-close is a consequence: of the end-of-file that its program does not look at. */
static bool comes_before(const struct finding *finding, const struct finding *other)
{
	if (finding->severity != other->severity)
		return finding->severity > other->severity;
	return other->id == FINDING_DOOMED_HALF_CLOSE;
}

static const struct finding *main_finding(const struct connection *connection, int side)
{
	const struct finding *found = NULL;

	for (unsigned int i = 0; i < connection->finding_count; i++) {
		const struct finding *finding = &connection->findings[i];

		if (finding->end == side && (!found || comes_before(finding, found)))
			found = finding;
	}
	return found;
}

/* One that is not known may be any, but those that serve the same port are likely the same. */
static void key_unknown(struct phrase *key, const struct connection *connection, enum side side)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;

	key_number(key, socket ? socket->uid : 0);
	key_number(key, side == connection->client ? 0 : connection->end[side].port);
}

static void make_key(struct phrase *key, const struct connection *connection,
		     const struct finding *finding)
{
	enum side side = (enum side)finding->end;
	enum holding holding = end_holding(connection, side);
	const struct owner *owner = end_owner(connection, side);

	key_number(key, finding->id);
	key_number(key, finding->severity);
	/* Of what costs nothing the number is enough. */
	if (finding->id == FINDING_RESET_AFTER_DONE)
		return;
	key_number(key, side == connection->client);
	key_number(key, holding);
	if (holding != HOLDING_KNOWN || !owner) {
		key_unknown(key, connection, side);
		return;
	}
	if (finding->severity > SEVERITY_NOTE)
		key_number(key, (uint64_t)owner->pid);
	phrase_name(key, owner->comm, strnlen(owner->comm, sizeof(owner->comm)));
}

static const enum holding holdings[] = {
	[OWNER_NOT_LOOKED_UP] = HOLDING_NOT_LOOKED_UP,
	[OWNER_FOUND] = HOLDING_KNOWN,
	[OWNER_NONE] = HOLDING_NONE,
	[OWNER_HIDDEN] = HOLDING_HIDDEN,
};

/* Where the trouble may come from: the server that is asked, or the host that asks. */
static struct endpoint place_of(const struct connection *connection, enum side side)
{
	struct endpoint place = connection->end[side_other(side)];

	if (side != connection->client)
		place.port = 0;
	return place;
}

static void begin_case(struct digest_case *found, const struct connection *connection,
		       const struct finding *finding)
{
	enum side side = (enum side)finding->end;
	const struct half_socket *socket = connection_half(connection, side)->socket;

	*found = (struct digest_case){
		.id = finding->id,
		.severity = finding->severity,
		.at_client = side == connection->client,
		.holding = end_holding(connection, side),
		.uid = socket ? socket->uid : 0,
		.place = place_of(connection, side),
		.same_place = true,
		.processes = finding->severity > SEVERITY_NOTE,
		.youngest_ns = UINT64_MAX,
	};
	if (found->holding == HOLDING_KNOWN)
		found->owner = *end_owner(connection, side);
}

static void begin_case_of_place(struct digest_case *found, const struct finding *finding)
{
	*found = (struct digest_case){
		.id = finding->id,
		.severity = finding->severity,
		.of_place = true,
		.holding = holdings[finding->place->owner.known],
		.owner = finding->place->owner,
		.processes = 1,
		.youngest_ns = UINT64_MAX,
	};
}

/* *found is the case of that key, or NULL: there is no room. Returns 1 if it is new; 0; -ENOMEM. */
static int find_case(struct digest *digest, const char *key, struct digest_case **found)
{
	int index = keys_find(&digest->keys, key);
	struct digest_case *cases;

	*found = NULL;
	if (index >= 0) {
		*found = &digest->cases[index];
		return 0;
	}
	if (digest->count == KEYS_MAX) {
		digest->beyond++;
		return 0;
	}
	cases = array_make_room(digest->cases, digest->count, &digest->capacity, sizeof(*cases));
	if (!cases)
		return -ENOMEM;
	digest->cases = cases;
	index = keys_add(&digest->keys, key);
	if (index < 0)
		return index;
	*found = &cases[digest->count++];
	return 1;
}

/* How long it has held; a hang and a leak say so themselves. */
static uint64_t age_ns(const struct connection *connection, const struct finding *finding)
{
	enum category category = finding_info((enum finding_id)finding->id)->category;
	uint64_t until_ns = finding->until_ns ? finding->until_ns : connection->last_ns;

	if (finding->span_ns && (category == CATEGORY_LEAK || category == CATEGORY_HANG))
		return finding->span_ns;
	return until_ns > finding->time_ns ? until_ns - finding->time_ns : 0;
}

/* True if it is the oldest. */
static bool keep_example(struct digest_case *found, const struct digest_example *example)
{
	unsigned int at = 0;

	while (at < found->shown && found->examples[at].age_ns >= example->age_ns)
		at++;
	if (at == DIGEST_EXAMPLES)
		return false;
	memmove(&found->examples[at + 1], &found->examples[at],
		(DIGEST_EXAMPLES - 1 - at) * sizeof(*example));
	found->examples[at] = *example;
	found->shown += found->shown < DIGEST_EXAMPLES;
	return at == 0;
}

/* Of the oldest one: it has lasted for longest. */
static int say(struct digest_case *found, const struct connection *connection,
	       const struct finding *finding)
{
	char text[SENTENCE_MAX];
	char *explain, *fix;

	sentence_explain(text, sizeof(text), connection, finding);
	explain = strdup(text);
	sentence_fix(text, sizeof(text), connection, finding);
	fix = strdup(text);
	if (!explain || !fix) {
		free(explain);
		free(fix);
		return -ENOMEM;
	}
	free_case(found);
	found->explain = explain;
	found->fix = fix;
	return 0;
}

/* True if it is the oldest. */
static bool count_in(struct digest_case *found, const struct finding *finding,
		     const struct digest_example *example)
{
	found->count++;
	found->bytes += finding->bytes;
	found->at_least |= finding->at_least;
	found->inferred += finding->certainty == CERTAINTY_INFERRED;
	if (example->age_ns < found->youngest_ns)
		found->youngest_ns = example->age_ns;
	return keep_example(found, example);
}

static void count_beside(struct digest_case *found, const struct connection *connection,
			 const struct finding *finding)
{
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		const struct finding *other = &connection->findings[i];

		found->beside[other->id] += other != finding && other->end == finding->end;
	}
}

static int count_end(struct digest_case *found, const struct connection *connection,
		     const struct finding *finding)
{
	enum side side = (enum side)finding->end;
	const struct owner *owner = end_owner(connection, side);
	const struct endpoint place = place_of(connection, side);
	const struct digest_example example = {
		.local = connection->end[side],
		.remote = connection->end[side_other(side)],
		.age_ns = age_ns(connection, finding),
		.pid = owner ? owner->pid : 0,
		/* Who waits for accept() has the listener's owner, and no descriptor. */
		.fd = owner && found->holding == HOLDING_KNOWN ? owner->fd : -1,
	};

	found->same_place &= endpoint_equal(&found->place, &place);
	count_beside(found, connection, finding);
	return count_in(found, finding, &example) ? say(found, connection, finding) : 0;
}

static int add_end(struct digest *digest, const struct connection *connection,
		   const struct finding *finding)
{
	char key[KEY_MAX];
	struct phrase phrase;
	struct digest_case *found;
	int ret;

	phrase_init(&phrase, key, sizeof(key));
	make_key(&phrase, connection, finding);
	ret = find_case(digest, key, &found);
	if (ret == 1)
		begin_case(found, connection, finding);
	return found ? count_end(found, connection, finding) : ret;
}

static void make_key_of_place(struct phrase *key, const struct finding *finding)
{
	const struct place *place = finding->place;
	char address[ENDPOINT_TEXT_MAX];

	phrase_text(key, "place/");
	key_number(key, finding->id);
	key_number(key, place->owner.known);
	if (place->owner.known == OWNER_FOUND)
		key_number(key, (uint64_t)place->owner.pid);
	else
		phrase_text(key, endpoint_format(&place->endpoint, address));
}

int digest_add_place(struct digest *digest, const struct finding *finding)
{
	const struct place *place = finding->place;
	bool known = place->owner.known == OWNER_FOUND;
	const struct digest_example example = {
		.local = place->endpoint,
		.age_ns = finding->span_ns,
		.pid = known ? place->owner.pid : 0,
		.fd = known ? place->owner.fd : -1,
	};
	char key[KEY_MAX];
	struct phrase phrase;
	struct digest_case *found;
	int ret;

	phrase_init(&phrase, key, sizeof(key));
	make_key_of_place(&phrase, finding);
	ret = find_case(digest, key, &found);
	if (ret == 1)
		begin_case_of_place(found, finding);
	return found && count_in(found, finding, &example) ? say(found, NULL, finding) :
	       ret < 0 ? ret : 0;
}

int digest_add(struct digest *digest, const struct connection *connection)
{
	int ret = 0;

	for (int side = SIDE_A; side <= SIDE_B && ret == 0; side++) {
		const struct finding *finding = main_finding(connection, side);

		if (finding)
			ret = add_end(digest, connection, finding);
	}
	return ret;
}

static bool same_but_process(const struct digest_case *a, const struct digest_case *b)
{
	return a->id == b->id && a->severity == b->severity && a->at_client == b->at_client &&
	       a->of_place == b->of_place &&
	       a->holding == HOLDING_KNOWN && b->holding == HOLDING_KNOWN &&
	       strncmp(a->owner.comm, b->owner.comm, OWNER_COMM_MAX) == 0;
}

/* The oldest is now one of the others. */
static void take_words(struct digest_case *into, struct digest_case *from)
{
	const struct digest_case words = *into;

	into->explain = from->explain;
	into->fix = from->fix;
	from->explain = words.explain;
	from->fix = words.fix;
}

static void take_over(struct digest_case *into, struct digest_case *from)
{
	for (unsigned int i = 0; i < from->shown; i++) {
		if (keep_example(into, &from->examples[i]))
			take_words(into, from);
	}
	into->count += from->count;
	into->bytes += from->bytes;
	into->at_least |= from->at_least;
	into->inferred += from->inferred;
	into->same_place &= from->same_place && endpoint_equal(&into->place, &from->place);
	into->processes += from->processes;
	if (from->youngest_ns < into->youngest_ns)
		into->youngest_ns = from->youngest_ns;
	for (size_t id = 0; id < FINDING_COUNT; id++)
		into->beside[id] += from->beside[id];
	free_case(from);
}

/* Sixteen workers, each with the same trouble, have one cause. */
static void fold_names(struct digest *digest)
{
	for (size_t i = 0; i < digest->count; i++) {
		struct digest_case *first = &digest->cases[i];
		size_t alike = 0, kept = i + 1;

		for (size_t k = i + 1; k < digest->count; k++)
			alike += same_but_process(first, &digest->cases[k]);
		if (alike < DIGEST_PER_NAME)
			continue;
		for (size_t k = i + 1; k < digest->count; k++) {
			if (same_but_process(first, &digest->cases[k]))
				take_over(first, &digest->cases[k]);
			else
				digest->cases[kept++] = digest->cases[k];
		}
		digest->count = kept;
	}
}

static int compare(const void *left, const void *right)
{
	const struct digest_case *a = left, *b = right;

	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	if (a->bytes != b->bytes)
		return a->bytes > b->bytes ? -1 : 1;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	if (a->examples[0].age_ns != b->examples[0].age_ns)
		return a->examples[0].age_ns > b->examples[0].age_ns ? -1 : 1;
	return 0;
}

void digest_sort(struct digest *digest)
{
	fold_names(digest);
	if (digest->count > 1)
		qsort(digest->cases, digest->count, sizeof(*digest->cases), compare);
}
