// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
)

const (
	// maxMessage bounds a message of the API or of a cause, in bytes.
	maxMessage = 500
	// maxRead bounds what is looked at of it.
	maxRead = 64 << 10
)

// hidden stands where something secret was.
const hidden = "[hidden]"

// secretPatterns find secrets by their shape, for texts that were made with keys this package does not know.
var secretPatterns = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`(?i)\b(?:AccessKeyId|AccessKeySecret|SecurityToken|BearerToken|SignatureNonce|Signature)` +
			`(?:"?\s*[=:]\s*"?|%3D|%253D)[^&\s",}]+`),
		regexp.MustCompile(`\b(?:LTAI|STS\.)[A-Za-z0-9]{8,}`),
		regexp.MustCompile(`//[^\s"@]*:[^\s"]*@`),
		regexp.MustCompile(`\?[A-Za-z0-9_.%-]+=[^\s"]*`),
	}
})

// stringToSign finds where a message begins to repeat the request that was signed.
var stringToSign = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:server )?string ?to ?sign`)
})

// secrets are the texts of one call that must never show, with the ways in which they can be written. Nil are none.
type secrets struct {
	texts   []string
	once    sync.Once
	written [][]string // of once
}

func (k Credentials) secrets() *secrets {
	return &secrets{texts: []string{k.AccessKeySecret, k.SecurityToken, k.AccessKeyID}}
}

// with adds what a request carries beside the keys: its signature, and what says whom a role trusts or what it may do.
func (s *secrets) with(sent requests.AcsRequest) *secrets {
	all := &secrets{texts: s.texts}
	for _, name := range []string{"Signature", "ExternalId", "Policy", "OIDCToken"} {
		all.texts = append(all.texts, sent.GetQueryParams()[name], sent.GetFormParams()[name])
	}
	return all
}

// spellings are those of each secret. They are made when they are needed for the first time: most calls repeat nothing.
func (s *secrets) spellings() [][]string {
	if s == nil {
		return nil
	}
	s.once.Do(func() {
		for _, text := range s.texts {
			if len(text) >= minSecret {
				s.written = append(s.written, spellings(text))
			}
		}
	})
	return s.written
}

const (
	// minSecret is the length from which a text is taken out. Shorter ones are no secrets but ordinary words, which a
	// message needs: key ids and secrets have 16 characters or more, tokens have hundreds, and who calls a token "invalid"
	// or an external id "prod" would read of "[hidden]" all over.
	minSecret = minPart
	// minCut and minPart say what is taken out of secrets that are cut off: of this length or more, this many characters
	// or more.
	minCut, minPart = 16, 8
)

// redact removes secrets from a text of foreign origin: the given ones in every spelling, strings-to-sign, and whatever
// looks like a key or a signed URL.
func redact(value string, hide *secrets) string {
	value = value[:min(len(value), maxRead)]
	if at := stringToSign().FindStringIndex(value); at != nil {
		value = strings.TrimRight(value[:at[0]], " .:;,") + "."
	}
	for _, written := range hide.spellings() {
		value = without(value, written)
	}
	for _, pattern := range secretPatterns() {
		value = pattern.ReplaceAllLiteralString(value, hidden)
	}
	value = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) { // what steers a terminal
			return ' '
		}
		return r
	}, value)
	if len(value) > maxMessage {
		value = strings.ToValidUTF8(value[:maxMessage], "") + "..."
	}
	return strings.TrimSpace(value)
}

// without takes a secret out of a text, and then also beginnings of it, for whoever repeats it may cut it off.
func without(value string, written []string) string {
	shortest := maxRead
	for _, spelling := range written {
		value, shortest = strings.ReplaceAll(value, spelling, hidden), min(shortest, len(spelling))
	}
	if shortest < minCut {
		return value
	}
	var rest strings.Builder
	for {
		begin, end := longestBeginning(value, written)
		if begin == end {
			return rest.String() + value
		}
		rest.WriteString(value[:begin] + hidden)
		value = value[end:]
	}
}

// longestBeginning finds the first place where a text holds a beginning of one of the spellings, and the longest one
// there.
func longestBeginning(value string, written []string) (begin, end int) {
	for _, spelling := range written {
		at := strings.Index(value, spelling[:minPart])
		if at < 0 || begin != end && at > begin {
			continue
		}
		until := at + minPart
		for until < len(value) && until-at < len(spelling) && value[until] == spelling[until-at] {
			until++
		}
		if begin == end || at < begin || until > end {
			begin, end = at, until
		}
	}
	return begin, end
}

// spellings are the ways in which a secret can be repeated: as it is, escaped for JSON, escaped for URLs once and
// twice, in either case, and in base64.
func spellings(secret string) []string {
	list := []string{
		secret, strings.ReplaceAll(secret, "/", `\/`), url.PathEscape(secret),
		base64.RawStdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
	}
	if quoted, err := json.Marshal(secret); err == nil {
		inner := string(quoted[1 : len(quoted)-1])
		list = append(list, inner, strings.ReplaceAll(inner, "/", `\/`))
	}
	escaped := secret
	for range 2 {
		escaped = url.QueryEscape(escaped)
		lower := escapes().ReplaceAllStringFunc(escaped, strings.ToLower)
		list = append(list, escaped, lower)
	}
	slices.SortFunc(list, func(a, b string) int { // the longer one may hold the shorter one
		return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
	})
	return slices.Compact(list)
}

// escapes finds the escapes of URLs, once or twice escaped.
var escapes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`%(?:25)*[0-9A-F]{2}`) })

// plainID keeps a code or request id that has the shape of one, and drops anything else.
func plainID(value string) string {
	if len(value) == 0 || len(value) > 128 {
		return ""
	}
	for _, r := range value {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", r) {
			return ""
		}
	}
	return value
}

// cause is an error whose text has been redacted. It keeps no foreign error in its chain, only the sentinel that
// callers ask for, or an Error of this package, as that of the call that was to fetch the keys.
type cause struct {
	text     string
	sentinel error
	// stopped says that the text tells why the client stopped trying.
	stopped bool
}

func (c *cause) Error() string { return c.text }

func (c *cause) Unwrap() error { return c.sentinel }

// safeCause takes the innermost useful text of err, without the URL that a *url.Error prints.
func safeCause(err error, hide *secrets) error {
	if err == nil {
		return nil
	}
	var sentinel error
	for _, candidate := range []error{context.Canceled, context.DeadlineExceeded, os.ErrDeadlineExceeded} {
		if errors.Is(err, candidate) {
			sentinel = candidate
			break
		}
	}
	var failed *Error
	if errors.As(err, &failed) {
		sentinel = failed
	}
	var transport *url.Error
	for errors.As(err, &transport) && transport.Err != nil {
		err = transport.Err
	}
	return &cause{text: redact(err.Error(), hide), sentinel: sentinel}
}
