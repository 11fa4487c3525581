// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// reply is a finished answer.
type reply struct {
	status      int
	contentType string
	body        []byte // JSON, unless raw
	raw         bool   // the body is sent as it is
	root        string // name of the root element in XML
	code        string // for the call record
	retryAfter  string // header, when it is not empty
	changed     bool   // a fault replaced the answer or cut it off
}

func (r reply) rendered(wanted string) []byte {
	if r.raw || wanted == "JSON" {
		return r.body
	}
	return toXML(r.root, r.body)
}

// format returns the format that the client wants, and false for one that the gateway does not know.
func format(params url.Values, byDefault string) (string, bool) {
	wanted := strings.ToUpper(params.Get("Format"))
	if wanted == "" {
		wanted = strings.ToUpper(byDefault)
	}
	if contentTypes[wanted] == "" {
		return "JSON", false
	}
	return wanted, true
}

// marshal writes JSON as the API does: "&" is not escaped for browsers.
func marshal(view any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(view); err != nil {
		panic("emulator: an answer cannot be written: " + err.Error())
	}
	return bytes.TrimSpace(out.Bytes())
}

// success writes a view, which must be a struct, with the request id as its first field.
func success(c *call, view any) []byte {
	fields := marshal(view)
	body := []byte(`{"RequestId":"` + c.requestID + `"`)
	if string(fields) != "{}" {
		body = append(body, ',')
	}
	return retyped(append(body, fields[1:]...), c.s.guess(guessNumberTypes))
}

// retyped writes the numbers of an answer as the guess says.
func retyped(body []byte, types string) []byte {
	if types == typesDeclared {
		return body
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var answer any
	if err := decoder.Decode(&answer); err != nil {
		panic("emulator: an answer is not JSON: " + err.Error())
	}
	return marshal(retype(answer, types))
}

// jsonNumber is how JSON writes a number.
var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

func retype(value any, types string) any {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			value[name] = retype(inner, types)
		}
	case []any:
		for i, inner := range value {
			value[i] = retype(inner, types)
		}
	case string:
		if types == "numbers" && jsonNumber.MatchString(value) {
			return json.Number(value)
		}
	case json.Number:
		if types == "texts" {
			return value.String()
		}
	}
	return value
}

// errorView is the body of every answer that is not a success.
type errorView struct {
	RequestID          string `json:"RequestId"`
	HostID             string `json:"HostId"`
	Code               string
	Message            string
	Recommend          string
	AccessDeniedDetail *accessDeniedView `json:",omitempty"`
}

type accessDeniedView struct {
	AuthAction               string
	AuthPrincipalDisplayName string
	AuthPrincipalOwnerID     string `json:"AuthPrincipalOwnerId"`
	AuthPrincipalType        string
	NoPermissionType         string
	PolicyType               string
}

func failure(c *call, e *apiError) []byte {
	view := errorView{
		RequestID: c.requestID, HostID: c.product.host, Code: e.Code, Message: e.Message,
		Recommend: fmt.Sprintf("https://api.aliyun.com/troubleshoot?q=%s&product=%s&requestId=%s",
			e.Code, c.product.name, c.requestID),
	}
	if e.Denied != "" {
		view.AccessDeniedDetail = &accessDeniedView{
			AuthAction: e.Denied, AuthPrincipalDisplayName: c.who.name(), AuthPrincipalOwnerID: c.who.accountID,
			AuthPrincipalType: c.who.principalType(), NoPermissionType: "ImplicitDeny",
			PolicyType: "AccountLevelIdentityBasedPolicy",
		}
	}
	return marshal(view)
}

// contentTypes of the two formats, as the gateway spells them.
var contentTypes = map[string]string{"JSON": "application/json;charset=utf-8", "XML": "text/xml;charset=utf-8"}

// toXML turns a JSON text into XML.
func toXML(root string, body []byte) []byte {
	var out bytes.Buffer
	out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>`)
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	writeXML(&out, decoder, root)
	return out.Bytes()
}

// writeXML writes the decoder's next value as an element. A list becomes one element of the same name for each item, so
// {"Items":{"Item":[1,2]}} is <Items><Item>1</Item><Item>2</Item></Items>.
func writeXML(out *bytes.Buffer, decoder *json.Decoder, name string) {
	token, err := decoder.Token()
	if err != nil {
		panic("emulator: an answer is not JSON: " + err.Error())
	}
	switch token {
	case json.Delim('['):
		for decoder.More() {
			writeXML(out, decoder, name)
		}
		_, _ = decoder.Token()
		return
	case json.Delim('{'):
		fmt.Fprintf(out, "<%s>", name)
		for decoder.More() {
			field, _ := decoder.Token()
			writeXML(out, decoder, fmt.Sprint(field))
		}
		_, _ = decoder.Token()
		fmt.Fprintf(out, "</%s>", name)
		return
	}
	fmt.Fprintf(out, "<%s>", name)
	if token != nil {
		_ = xml.EscapeText(out, []byte(fmt.Sprint(token)))
	}
	fmt.Fprintf(out, "</%s>", name)
}
