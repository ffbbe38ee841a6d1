/* SPDX-License-Identifier: GPL-2.0-or-later */
/* replay.c: runs a target over its corpus, where there is no libFuzzer: a part of `make check`. */
#include "fuzz.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

/* Of exactly its size, so that AddressSanitizer sees what is read behind the end. */
static uint8_t *read_all(FILE *file, size_t *len)
{
	uint8_t *octets = NULL;
	size_t size = 0;

	*len = 0;
	while (*len == size) {
		size += 4096;
		octets = realloc(octets, size);
		CLAIM(octets);
		*len += fread(octets + *len, 1, size - *len, file);
	}
	octets = realloc(octets, *len ? *len : 1);
	CLAIM(octets);
	return octets;
}

static void replay(const char *name)
{
	FILE *file = fopen(name, "rb");
	uint8_t *octets;
	size_t len;

	/* Named first, so that the one which aborts is known. */
	printf("%s\n", name);
	fflush(stdout);
	CLAIM(file);
	octets = read_all(file, &len);
	fclose(file);
	LLVMFuzzerTestOneInput(octets, len);
	free(octets);
}

/* The program fuzz_NAME replays fuzz/corpus/NAME, or the directory that it is given. */
int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir"), *name = strstr(argv[0], "fuzz_");
	const struct dirent *entry;
	char path[4096];
	int count = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/fuzz/corpus/%s", top ? top : ".",
		 name ? name + strlen("fuzz_") : "");
	dir = opendir(argc > 1 ? argv[1] : path);
	if (!dir || fchdir(dirfd(dir)) < 0) {
		perror(argc > 1 ? argv[1] : path);
		return 2;
	}
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		replay(entry->d_name);
		count++;
	}
	closedir(dir);
	printf("%d inputs\n", count);
	return count == 0;
}
