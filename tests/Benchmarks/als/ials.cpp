// Implicit-feedback matrix factorisation as one would write it in C++: OpenMP over rows, BLAS for the products (ssyrk, sgemv, one thread each), LAPACK for the systems (sposv). The objective
// is that of Rendle et al. 2021, as in functions/Spotify.Core/Recommendations/Collaborative/IalsOptions.cs; float32, all rows solved exactly.
//
// ials IN OUT DIMENSIONS SWEEPS UNOBSERVED REGULARIZATION EXPONENT THREADS
// IN: rows, columns (int32), pairs (int64), starts of rows (int64, rows + 1), columns of pairs (int32), weights (float), then the columns' first vectors (float, columns x dimensions).
// OUT: vectors of rows, then those of columns. Prints a line a sweep: seconds; at the end the peak of resident memory in bytes.
#include <cblas.h>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <omp.h>
#include <sys/resource.h>
#include <vector>

extern "C" void sposv_(const char *uplo, const int *n, const int *nrhs, float *a, const int *lda, float *b, const int *ldb, int *info);

struct Sparse
{
    int rows = 0, columns = 0;
    std::vector<int64_t> starts;
    std::vector<int32_t> column;
    std::vector<float> weight;
};

static Sparse transpose(const Sparse &from)
{
    Sparse to;
    to.rows = from.columns;
    to.columns = from.rows;
    to.starts.assign(to.rows + 1, 0);
    to.column.resize(from.column.size());
    to.weight.resize(from.weight.size());
    for (int32_t column : from.column)
        to.starts[column + 1]++;
    for (int row = 0; row < to.rows; row++)
        to.starts[row + 1] += to.starts[row];
    std::vector<int64_t> next(to.starts.begin(), to.starts.end() - 1);
    for (int row = 0; row < from.rows; row++)
        for (int64_t i = from.starts[row]; i < from.starts[row + 1]; i++)
        {
            int64_t place = next[from.column[i]]++;
            to.column[place] = row;
            to.weight[place] = from.weight[i];
        }
    return to;
}

static void solve(const Sparse &seen, const std::vector<float> &others, std::vector<float> &into, int d, double unobserved, double regularization, double exponent)
{
    // What everything unseen costs: a0 Y'Y, by parts so that all threads work on it.
    const int threads = omp_get_max_threads();
    std::vector<std::vector<float>> parts(threads, std::vector<float>(d * d, 0.f));
#pragma omp parallel
    {
        const int thread = omp_get_thread_num();
        const int64_t from = (int64_t)seen.columns * thread / threads, to = (int64_t)seen.columns * (thread + 1) / threads;
        if (to > from)
            cblas_ssyrk(CblasRowMajor, CblasUpper, CblasTrans, d, to - from, (float)unobserved, others.data() + from * d, d, 0.f, parts[thread].data(), d);
    }
    std::vector<float> gram(d * d, 0.f);
    for (const auto &part : parts)
        for (int i = 0; i < d * d; i++)
            gram[i] += part[i];

#pragma omp parallel
    {
        std::vector<float> matrix(d * d), right(d), batch, weights;
#pragma omp for schedule(dynamic, 64)
        for (int row = 0; row < seen.rows; row++)
        {
            const int64_t from = seen.starts[row];
            const int n = (int)(seen.starts[row + 1] - from);
            float *vector = into.data() + (int64_t)row * d;
            if (n == 0)
            {
                memset(vector, 0, d * sizeof(float));
                continue;
            }
            batch.resize((size_t)n * d);
            weights.resize(n);
            for (int i = 0; i < n; i++)
            {
                const float *other = others.data() + (int64_t)seen.column[from + i] * d;
                const float root = std::sqrt(seen.weight[from + i]);
                weights[i] = root;
                for (int k = 0; k < d; k++)
                    batch[(size_t)i * d + k] = root * other[k];
            }
            memcpy(matrix.data(), gram.data(), d * d * sizeof(float));
            cblas_ssyrk(CblasRowMajor, CblasUpper, CblasTrans, d, n, 1.f, batch.data(), d, 1.f, matrix.data(), d);
            cblas_sgemv(CblasRowMajor, CblasTrans, n, d, 1.f, batch.data(), d, weights.data(), 1, 0.f, right.data(), 1);
            const float cost = (float)(regularization * std::pow(n + unobserved * seen.columns, exponent));
            for (int k = 0; k < d; k++)
                matrix[(size_t)k * d + k] += cost;
            const int one = 1;
            int info = 0;
            sposv_("L", &d, &one, matrix.data(), &d, right.data(), &d, &info);
            if (info != 0)
                memset(vector, 0, d * sizeof(float));
            else
                memcpy(vector, right.data(), d * sizeof(float));
        }
    }
}

template <class T> static void read(FILE *file, T *into, size_t count)
{
    if (fread(into, sizeof(T), count, file) != count)
    {
        fprintf(stderr, "ials: the input ends early\n");
        exit(1);
    }
}

int main(int argc, char **argv)
{
    if (argc != 9)
    {
        fprintf(stderr, "ials IN OUT DIMENSIONS SWEEPS UNOBSERVED REGULARIZATION EXPONENT THREADS\n");
        return 2;
    }
    const int d = atoi(argv[3]), sweeps = atoi(argv[4]);
    const double unobserved = atof(argv[5]), regularization = atof(argv[6]), exponent = atof(argv[7]);
    omp_set_num_threads(atoi(argv[8]));
    openblas_set_num_threads(1);
    FILE *file = fopen(argv[1], "rb");
    if (!file)
    {
        fprintf(stderr, "ials: there is no %s\n", argv[1]);
        return 1;
    }
    Sparse seen;
    int64_t pairs = 0;
    read(file, &seen.rows, 1);
    read(file, &seen.columns, 1);
    read(file, &pairs, 1);
    seen.starts.resize(seen.rows + 1);
    seen.column.resize(pairs);
    seen.weight.resize(pairs);
    read(file, seen.starts.data(), seen.starts.size());
    read(file, seen.column.data(), pairs);
    read(file, seen.weight.data(), pairs);
    std::vector<float> tracks((size_t)seen.columns * d), listeners((size_t)seen.rows * d);
    read(file, tracks.data(), tracks.size());
    fclose(file);

    const Sparse turned = transpose(seen);
    for (int sweep = 0; sweep < sweeps; sweep++)
    {
        const auto begin = std::chrono::steady_clock::now();
        solve(seen, tracks, listeners, d, unobserved, regularization, exponent);
        solve(turned, listeners, tracks, d, unobserved, regularization, exponent);
        printf("%.6f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        fflush(stdout);
    }
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%lld\n", (long long)usage.ru_maxrss * 1024);
    file = fopen(argv[2], "wb");
    if (!file || fwrite(listeners.data(), sizeof(float), listeners.size(), file) != listeners.size() || fwrite(tracks.data(), sizeof(float), tracks.size(), file) != tracks.size())
        return 1;
    return fclose(file);
}
