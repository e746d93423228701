/* A client on libvirt's public API, for the bench: it counts what a daemon answers in a given time.
 *
 *   client info URI THREADS SECONDS    virDomainGetInfo, over and over; each thread has a connection of its own
 *   client connect URI SECONDS         open and close, over and over
 *   client list URI DOMAINS SECONDS    virConnectListAllDomains, over and over; there must be so many
 *   client stats URI DOMAINS SECONDS   virConnectGetAllDomainStats, every group of every domain, over and over
 *
 * Prints one line: the number of calls and the seconds they took.
 */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_THREADS 64

static volatile int running = 1;
static pthread_barrier_t start;

struct worker {
    pthread_t thread;
    virConnectPtr connection;
    long calls;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, virGetLastErrorMessage());
    exit(1);
}

static void *ask(void *argument)
{
    struct worker *worker = argument;
    virDomainInfo info;
    virDomainPtr domain = virDomainLookupByName(worker->connection, "test");

    if (!domain)
        fail("lookup");
    pthread_barrier_wait(&start);
    while (running) {
        if (virDomainGetInfo(domain, &info) < 0 || info.state != VIR_DOMAIN_RUNNING)
            fail("info");
        worker->calls++;
    }
    virDomainFree(domain);
    return NULL;
}

static int measure_info(const char *uri, int threads, double seconds)
{
    struct worker workers[MAX_THREADS] = { 0 };
    long calls = 0;
    double begun, ended;

    pthread_barrier_init(&start, NULL, threads + 1);
    for (int i = 0; i < threads; i++) {
        if (!(workers[i].connection = virConnectOpen(uri)))
            fail("open");
        pthread_create(&workers[i].thread, NULL, ask, &workers[i]);
    }
    pthread_barrier_wait(&start);
    begun = now();
    struct timespec pause = { (time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9) };
    nanosleep(&pause, NULL);
    running = 0;
    for (int i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        calls += workers[i].calls;
    }
    ended = now();
    for (int i = 0; i < threads; i++)
        virConnectClose(workers[i].connection);
    printf("%ld %.6f\n", calls, ended - begun);
    return 0;
}

static int measure_connect(const char *uri, double seconds)
{
    double begun = now(), ended = begun;
    long calls = 0;

    for (; ended - begun < seconds; ended = now(), calls++) {
        virConnectPtr connection = virConnectOpen(uri);
        if (!connection)
            fail("open");
        if (virConnectClose(connection) != 0)
            fail("close");
    }
    printf("%ld %.6f\n", calls, ended - begun);
    return 0;
}

static void list_once(virConnectPtr connection, int domains)
{
    virDomainPtr *found;

    if (virConnectListAllDomains(connection, &found, 0) != domains)
        fail("list");
    for (int i = 0; i < domains; i++)
        virDomainFree(found[i]);
    free(found);
}

static void stats_once(virConnectPtr connection, int domains)
{
    virDomainStatsRecordPtr *found;

    if (virConnectGetAllDomainStats(connection, 0, &found, 0) != domains)
        fail("stats");
    virDomainStatsRecordListFree(found);
}

static int measure_bulk(const char *uri, int domains, double seconds, void (*once)(virConnectPtr, int))
{
    virConnectPtr connection = virConnectOpen(uri);
    double begun, ended;
    long calls = 0;

    if (!connection)
        fail("open");
    once(connection, domains);
    for (begun = ended = now(); ended - begun < seconds; ended = now(), calls++)
        once(connection, domains);
    virConnectClose(connection);
    printf("%ld %.6f\n", calls, ended - begun);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 5 && !strcmp(argv[1], "info")) {
        int threads = atoi(argv[3]);
        if (threads >= 1 && threads <= MAX_THREADS)
            return measure_info(argv[2], threads, atof(argv[4]));
    }
    if (argc == 4 && !strcmp(argv[1], "connect"))
        return measure_connect(argv[2], atof(argv[3]));
    if (argc == 5 && !strcmp(argv[1], "list"))
        return measure_bulk(argv[2], atoi(argv[3]), atof(argv[4]), list_once);
    if (argc == 5 && !strcmp(argv[1], "stats"))
        return measure_bulk(argv[2], atoi(argv[3]), atof(argv[4]), stats_once);
    fprintf(stderr, "usage: client info URI THREADS SECONDS | client connect URI SECONDS\n"
                    "       client list|stats URI DOMAINS SECONDS\n");
    return 2;
}
