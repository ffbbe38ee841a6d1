/* SPDX-License-Identifier: GPL-2.0-or-later */
/* screen.c: prints the screen that a story with keys (stage.h) leads to. */
#include "tui/dump.h"
#include "tui/stage.h"

static char *read_all(FILE *file)
{
	char *text = NULL;
	size_t size = 0;

	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	return text;
}

static int play(struct stage *stage, const char *text, unsigned int columns, unsigned int rows,
		bool utf8)
{
	struct cells cells;
	int ret = cells_init(&cells, rows, columns, utf8);

	/* Once before, so that the keys meet a screen of that size. */
	if (ret == 0)
		tui_render(stage->tui, &cells);
	if (ret == 0)
		ret = stage_tell(stage, text);
	if (ret < 0)
		fprintf(stderr, "screen: %s\n", stage->story.error);
	if (ret == 0)
		ret = stage_frame(stage);
	tui_render(stage->tui, &cells);
	dump_cells(stdout, &cells);
	cells_free(&cells);
	return ret;
}

int main(int argc, char **argv)
{
	unsigned int columns, rows;
	bool utf8 = argc < 3 || strcmp(argv[2], "ascii") != 0;
	struct stage stage;
	char *text;
	int ret;

	if (argc < 2 || sscanf(argv[1], "%ux%u", &columns, &rows) != 2) {
		fputs("usage: screen COLUMNSxROWS [ascii] < STORY\n", stderr);
		return 2;
	}
	text = read_all(stdin);
	if (!text || stage_init(&stage, utf8) < 0) {
		fputs("screen: no story, or no memory\n", stderr);
		return 2;
	}
	ret = play(&stage, text, columns, rows, utf8);
	stage_free(&stage);
	free(text);
	return ret < 0;
}
