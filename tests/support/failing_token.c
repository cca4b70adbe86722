/* A PKCS#11 module that hands everything to another, and fails to sign where it is told to: the file named by FAILING_AFTER
   says after how many signatures of a process. Where there is no such file it never fails. */

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

typedef unsigned long rv;
typedef rv (*sign_function)(unsigned long, unsigned char *, unsigned long, unsigned char *, unsigned long *);

/* CK_FUNCTION_LIST of version 2.40: a version, and 68 functions, of which the 44th is C_Sign. */
struct list {
    unsigned char version[2];
    void *functions[68];
};
enum { SIGN = 43, DEVICE_ERROR = 0x30 };

static struct list changed;
static sign_function sign;
static unsigned long made;

static rv failing(unsigned long session, unsigned char *data, unsigned long length, unsigned char *out, unsigned long *size)
{
    unsigned long after = 0;
    const char *name = getenv("FAILING_AFTER");
    FILE *file = name ? fopen(name, "r") : NULL;
    if (file) {
        int read = fscanf(file, "%lu", &after);
        fclose(file);
        if (read != 1 || made >= after)
            return DEVICE_ERROR;
    }
    rv result = sign(session, data, length, out, size);
    /* Asking how long a signature will be makes none. */
    if (result == 0 && out)
        made++;
    return result;
}

rv C_GetFunctionList(struct list **out)
{
    rv (*get)(struct list **);
    struct list *real;
    void *module = dlopen(getenv("FAILING_MODULE"), RTLD_NOW);
    if (!module || !(*(void **)&get = dlsym(module, "C_GetFunctionList")) || get(&real) != 0)
        return DEVICE_ERROR;
    changed = *real;
    *(void **)&sign = real->functions[SIGN];
    changed.functions[SIGN] = *(void **)&(sign_function){failing};
    *out = &changed;
    return 0;
}
