/* SPDX-License-Identifier: Apache-2.0 */
/* test_arena.c -- what an arena promises: zeroed, aligned, apart from each other, gone as a whole.
 */
#include "tests/test.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MANY = 2000 };

static bool is_zero(const unsigned char *bytes, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != 0) return false;
    }
    return true;
}

TEST(gives_zeroed_aligned_memory) {
    Arena arena = {0};
    for (size_t size = 0; size < MANY; size++) {
        unsigned char *bytes = arena_alloc(&arena, size);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
        assert_true(is_zero(bytes, size));
        memset(bytes, 0xAA, size);
    }
    arena_free(&arena);
}

TEST(keeps_allocations_apart) {
    Arena arena = {0};
    unsigned char *bytes[256];
    for (size_t i = 0; i < COUNT(bytes); i++) {
        bytes[i] = arena_alloc(&arena, i * 7);
        memset(bytes[i], (int)i, i * 7);
    }
    for (size_t i = 0; i < COUNT(bytes); i++) {
        for (size_t j = 0; j < i * 7; j++) assert_int_equal(bytes[i][j], i);
    }
    arena_free(&arena);
}

TEST(serves_more_than_a_block) {
    Arena arena = {0};
    size_t large = (size_t)20 << 20;
    unsigned char *bytes = arena_alloc(&arena, large);
    assert_true(is_zero(bytes, large));
    bytes[large - 1] = 1;
    unsigned char *small = arena_alloc(&arena, 1);
    assert_int_equal(*small, 0);
    assert_true(arena.total >= large + 1);
    arena_free(&arena);
}

TEST(zeroes_again_after_reset) {
    Arena arena = {0};
    arena_reset(&arena); /* of an empty one: nothing happens */
    for (int round = 0; round < 4; round++) {
        for (size_t i = 0; i < MANY; i++) {
            unsigned char *bytes = arena_alloc(&arena, 100);
            assert_true(is_zero(bytes, 100));
            memset(bytes, 0xFF, 100);
        }
        arena_reset(&arena);
        assert_int_equal(arena.total, 0);
    }
    arena_free(&arena);
}

TEST(can_be_used_after_free) {
    Arena arena = {0};
    arena_free(&arena);
    arena_alloc(&arena, 10);
    arena_free(&arena);
    assert_null(arena.newest);
    assert_int_equal(arena.total, 0);
    assert_non_null(arena_alloc(&arena, 10));
    arena_free(&arena);
}

TEST(grows_arrays_by_copying) {
    Arena arena = {0};
    int *old = ARENA_ARRAY(&arena, int, 3);
    for (int i = 0; i < 3; i++) old[i] = i + 1;
    int *grown = arena_grow_array(&arena, old, 3, 6, sizeof(int));
    int wanted[] = {1, 2, 3, 0, 0, 0};
    assert_memory_equal(grown, wanted, sizeof wanted);
    grown[0] = 9;
    assert_int_equal(old[0], 1);
    int *from_nothing = arena_grow_array(&arena, NULL, 0, 2, sizeof(int));
    assert_int_equal(from_nothing[0] + from_nothing[1], 0);
    arena_free(&arena);
}

/* The signal that ends a child which allocates count things of size; 0 when none does. */
static int signal_of_allocation(size_t count, size_t size) {
    pid_t child = fork();
    if (child == 0) {
        Arena arena = {0};
        arena_alloc_array(&arena, count, size);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST(aborts_when_sizes_overflow) {
    assert_int_equal(signal_of_allocation(2, 8), 0);
    assert_int_equal(signal_of_allocation(SIZE_MAX / 2, 3), SIGABRT);
    assert_int_equal(signal_of_allocation(1, SIZE_MAX), SIGABRT);
}
