/* SPDX-License-Identifier: Apache-2.0 */
#include "base/encode.h"

static const char HEX_LOWER[] = "0123456789abcdef";
static const char HEX_UPPER[] = "0123456789ABCDEF";
static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void encode_hex(struct text bytes, char *out)
{
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char byte = (unsigned char)bytes.p[i];
        out[2 * i] = HEX_LOWER[byte >> 4];
        out[2 * i + 1] = HEX_LOWER[byte & 15];
    }
}

/* The value of a hex digit, or -1. */
static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The byte that two hex digits name, or -1. */
static int hex_byte(const char *p)
{
    int high = hex_digit(p[0]), low = hex_digit(p[1]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

bool decode_hex(struct text t, unsigned char *out)
{
    if (t.n % 2 != 0)
        return false;
    for (size_t i = 0; i < t.n; i += 2) {
        int byte = hex_byte(t.p + i);
        if (byte < 0)
            return false;
        out[i / 2] = (unsigned char)byte;
    }
    return true;
}

void encode_base64(struct buf *out, struct text bytes)
{
    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t left = bytes.n - i;
        unsigned group = (unsigned)(unsigned char)bytes.p[i] << 16;
        if (left > 1)
            group |= (unsigned)(unsigned char)bytes.p[i + 1] << 8;
        if (left > 2)
            group |= (unsigned char)bytes.p[i + 2];
        char quad[4] = {BASE64[group >> 18], BASE64[group >> 12 & 63],
                        left > 1 ? BASE64[group >> 6 & 63] : '=',
                        left > 2 ? BASE64[group & 63] : '='};
        buf_put(out, (struct text){quad, 4});
    }
}

/* The value of a base64 character, or -1. */
static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* One group of four characters; only the last one may end in '='. */
static bool decode_quad(struct buf *out, const char *p, bool last)
{
    size_t padding = !last || p[3] != '=' ? 0 : p[2] != '=' ? 1 : 2;
    unsigned group = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = i < 4 - padding ? base64_digit(p[i]) : 0;
        if (digit < 0)
            return false;
        group = group << 6 | (unsigned)digit;
    }
    if ((padding == 1 && (group & 0xFF) != 0) || (padding == 2 && (group & 0xFFFF) != 0))
        return false;
    char bytes[3] = {(char)(group >> 16), (char)(group >> 8), (char)group};
    buf_put(out, (struct text){bytes, 3 - padding});
    return true;
}

bool decode_base64(struct buf *out, struct text t)
{
    if (t.n % 4 != 0)
        return false;
    for (size_t i = 0; i < t.n; i += 4)
        if (!decode_quad(out, t.p + i, i + 4 == t.n))
            return false;
    return true;
}

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

void encode_percent(struct buf *out, struct text t, bool keep_slash)
{
    for (size_t i = 0; i < t.n;) {
        size_t run = i;
        while (run < t.n && (is_unreserved(t.p[run]) || (keep_slash && t.p[run] == '/')))
            run++;
        buf_put(out, (struct text){t.p + i, run - i});
        if (run < t.n) {
            unsigned char byte = (unsigned char)t.p[run++];
            char escape[3] = {'%', HEX_UPPER[byte >> 4], HEX_UPPER[byte & 15]};
            buf_put(out, (struct text){escape, 3});
        }
        i = run;
    }
}

static bool decode_escapes(struct buf *out, struct text t, bool plus_is_space)
{
    for (size_t i = 0; i < t.n; i++) {
        int byte = (unsigned char)t.p[i];
        if (byte == '+' && plus_is_space) {
            byte = ' ';
        } else if (byte == '%') {
            byte = t.n - i < 3 ? -1 : hex_byte(t.p + i + 1);
            i += 2;
        }
        if (byte < 0)
            return false;
        buf_put_char(out, (char)byte);
    }
    return true;
}

bool decode_percent(struct buf *out, struct text t)
{
    return decode_escapes(out, t, false);
}

bool decode_form(struct buf *out, struct text t)
{
    return decode_escapes(out, t, true);
}
