/* A PKCS#11 module that hands everything to another, and does otherwise what the word in a file says: the file is named
   by ODD_DOES and read at each call, the module by ODD_MODULE. Without a word it does nothing of its own. */

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long rv;
typedef struct { unsigned long type; void *value; unsigned long length; } attribute;
typedef struct { unsigned long mechanism; void *parameter; unsigned long length; } mechanism;

/* CK_FUNCTION_LIST of version 2.40: a version, and 68 functions. */
struct list {
    unsigned char version[2];
    void *functions[68];
};
enum { MECHANISMS = 7, CREATE = 20, DESTROY = 22, READ = 24, WRAP = 60, UNWRAP = 61 };
enum { CLASS = 0, TOKEN = 1, ID = 0x102, EXTRACTABLE = 0x162, MODIFIABLE = 0x170, COPYABLE = 0x171,
       ALLOWED_MECHANISMS = 0x40000600 };
enum { PRIVATE_KEY = 3, SECRET_KEY = 4 };
enum { KEY_WRAP = 0x2109, KEY_WRAP_PAD = 0x210a };
enum { FUNCTION_FAILED = 0x6, ATTRIBUTE_INVALID = 0x12, DEVICE_ERROR = 0x30, TEMPLATE_INCONSISTENT = 0xd1,
       WRAPPING_KEY_HANDLE_INVALID = 0x113 };

static struct list *real;
static struct list changed;

static int does(const char *word)
{
    char found[64] = "";
    const char *name = getenv("ODD_DOES");
    FILE *file = name ? fopen(name, "r") : NULL;
    if (file) {
        if (fscanf(file, "%63s", found) != 1)
            found[0] = 0;
        fclose(file);
    }
    return strcmp(found, word) == 0;
}

static attribute *find(attribute *template, unsigned long count, unsigned long type)
{
    for (unsigned long i = 0; i < count; i++)
        if (template[i].type == type)
            return &template[i];
    return NULL;
}

/* Whether a template says a secret key, in a session or on the token. */
static int secret(attribute *template, unsigned long count, int on_token)
{
    attribute *class = find(template, count, CLASS), *token = find(template, count, TOKEN);
    return class && *(unsigned long *)class->value == SECRET_KEY && token && *(unsigned char *)token->value == on_token;
}

static unsigned long class_of(unsigned long session, unsigned long object)
{
    rv (*read)(unsigned long, unsigned long, attribute *, unsigned long) = real->functions[READ];
    unsigned long class = ~0ul;
    attribute wanted = {CLASS, &class, sizeof class};
    return read(session, object, &wanted, 1) == 0 ? class : ~0ul;
}

static int on_token(unsigned long session, unsigned long object)
{
    rv (*read)(unsigned long, unsigned long, attribute *, unsigned long) = real->functions[READ];
    unsigned char token = 0;
    attribute wanted = {TOKEN, &token, 1};
    return read(session, object, &wanted, 1) == 0 && token;
}

static rv mechanisms(unsigned long slot, unsigned long *list, unsigned long *count)
{
    rv (*ask)(unsigned long, unsigned long *, unsigned long *) = real->functions[MECHANISMS];
    rv result = ask(slot, list, count);
    if (result == 0 && list && does("no-key-wrap"))
        for (unsigned long i = 0; i < *count; i++)
            if (list[i] == KEY_WRAP_PAD)
                list[i] = 0x80000001;
    return result;
}

/* Attributes that this token does not know. */
static int unknown(attribute *template, unsigned long count)
{
    return does("knows-little")
        && (find(template, count, COPYABLE) || find(template, count, MODIFIABLE)
            || find(template, count, ALLOWED_MECHANISMS));
}

static rv create(unsigned long session, attribute *template, unsigned long count, unsigned long *object)
{
    rv (*ask)(unsigned long, attribute *, unsigned long, unsigned long *) = real->functions[CREATE];
    int in_session = secret(template, count, 0), permanent = secret(template, count, 1);
    if ((in_session || permanent) && (does("no-create") || does("takes-nothing")))
        return TEMPLATE_INCONSISTENT;
    if (in_session && does("token-only"))
        return TEMPLATE_INCONSISTENT;
    if ((in_session || permanent) && unknown(template, count))
        return ATTRIBUTE_INVALID;
    /* The other module keeps to the mechanisms that a key allows. */
    attribute *allowed = find(template, count, ALLOWED_MECHANISMS);
    unsigned long other = KEY_WRAP;
    attribute copy[64];
    if ((in_session || permanent) && allowed && does("other-padding") && count <= 64) {
        memcpy(copy, template, count * sizeof *template);
        find(copy, count, ALLOWED_MECHANISMS)->value = &other;
        template = copy;
    }
    return ask(session, template, count, object);
}

static rv destroy(unsigned long session, unsigned long object)
{
    rv (*ask)(unsigned long, unsigned long) = real->functions[DESTROY];
    if (does("keeps") && class_of(session, object) == SECRET_KEY)
        return 0;
    return ask(session, object);
}

static rv wrap(unsigned long session, mechanism *by, unsigned long under, unsigned long key, unsigned char *out,
               unsigned long *size)
{
    rv (*ask)(unsigned long, mechanism *, unsigned long, unsigned long, unsigned char *, unsigned long *) =
        real->functions[WRAP];
    static unsigned char first[8192];
    static unsigned long length;
    mechanism other = *by;
    if (does("wraps-nothing"))
        return DEVICE_ERROR;
    if (does("wraps-under-token") && !on_token(session, under))
        return WRAPPING_KEY_HANDLE_INVALID;
    if (does("other-padding"))
        other.mechanism = KEY_WRAP;
    rv result = ask(session, &other, under, key, out, size);
    if (result != 0 || !out)
        return result;
    if (does("trailing")) {
        memset(out + *size, 0, 8);
        *size += 8;
    }
    if (does("damages"))
        out[*size / 2] ^= 1;
    if (does("too-short"))
        *size -= 8;
    if (does("gives-the-first")) {
        if (!length)
            memcpy(first, out, length = *size);
        memcpy(out, first, *size = length);
    }
    return 0;
}

static rv unwrap(unsigned long session, mechanism *by, unsigned long under, unsigned char *wrapped,
                 unsigned long length, attribute *template, unsigned long count, unsigned long *object)
{
    rv (*ask)(unsigned long, mechanism *, unsigned long, unsigned char *, unsigned long, attribute *, unsigned long,
              unsigned long *) = real->functions[UNWRAP];
    attribute changed[64];
    unsigned char yes = 1;
    attribute *class = find(template, count, CLASS);
    if (class && *(unsigned long *)class->value == SECRET_KEY && does("takes-nothing"))
        return DEVICE_ERROR;
    if (class && *(unsigned long *)class->value == PRIVATE_KEY && count <= 64) {
        if (does("takes-none-back"))
            return FUNCTION_FAILED;
        memcpy(changed, template, count * sizeof *template);
        template = changed;
        attribute *extractable = find(template, count, EXTRACTABLE);
        if (extractable && does("lets-out"))
            extractable->value = &yes;
        attribute *id = find(template, count, ID);
        if (id && does("renames"))
            id->length -= 1;
    }
    return ask(session, by, under, wrapped, length, template, count, object);
}

rv C_GetFunctionList(struct list **out)
{
    rv (*get)(struct list **);
    void *module = dlopen(getenv("ODD_MODULE"), RTLD_NOW);
    if (!module || !(*(void **)&get = dlsym(module, "C_GetFunctionList")) || get(&real) != 0)
        return DEVICE_ERROR;
    changed = *real;
    changed.functions[MECHANISMS] = (void *)mechanisms;
    changed.functions[CREATE] = (void *)create;
    changed.functions[DESTROY] = (void *)destroy;
    changed.functions[WRAP] = (void *)wrap;
    changed.functions[UNWRAP] = (void *)unwrap;
    *out = &changed;
    return 0;
}
