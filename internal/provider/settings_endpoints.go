// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const regionPlaceholder = "{region}"

// endpoints resolves the endpoints block. Its attributes are looked up one by one, so that the environment can complete it.
func (r *resolver) endpoints(block types.List) Endpoints {
	if block.IsUnknown() {
		r.unknown("endpoints")
		return Endpoints{}
	}
	written := map[string]types.String{}
	if elements := block.Elements(); len(elements) > 0 {
		object, ok := elements[0].(types.Object)
		if !ok || object.IsUnknown() {
			r.unknown("endpoints")
			return Endpoints{}
		}
		for name, value := range object.Attributes() {
			written[name], _ = value.(types.String)
		}
	}
	return Endpoints{RDS: r.endpoint("rds", written["rds"]), STS: r.endpoint("sts", written["sts"]), RAM: r.endpoint("ram", written["ram"])}
}

func (r *resolver) endpoint(service string, value types.String) string {
	name := "endpoints." + service
	at := path.Root("endpoints").AtListIndex(0).AtName(service)
	var endpoint given
	switch {
	case value.IsUnknown():
		r.unknown(name)
		return ""
	case value.ValueString() != "":
		endpoint = given{value: value.ValueString(), origin: fromArgument + name, path: at}
	default:
		endpoint = r.fromEnvironment(name, path.Root("endpoints"))
	}
	if !endpoint.set() {
		return ""
	}
	if err := checkEndpoint(endpoint.value); err != nil {
		r.diags.AddAttributeError(endpoint.path, "Endpoint is not valid",
			fmt.Sprintf("The %s is not an endpoint: %s.\n\nGive a host, host:port or URL without a path, such as %s.aliyuncs.com, 127.0.0.1:8080 or http://127.0.0.1:8080. "+
				"{region} stands for the region of the call.", endpoint.origin, err, service))
		return ""
	}
	return endpoint.value
}

// checkEndpoint reports why a value is no endpoint. The value itself stays out of the error: a URL may hold a password.
func checkEndpoint(value string) error {
	value = strings.ReplaceAll(value, regionPlaceholder, "cn-hangzhou")
	if strings.ContainsAny(value, "{}") {
		return errors.New("{region} is the only placeholder")
	}
	if !strings.Contains(value, "://") {
		value = "https://" + value
	}
	parsed, err := url.Parse(value)
	switch {
	case err != nil:
		return errors.New("it does not parse as a host or URL")
	case parsed.Scheme != "http" && parsed.Scheme != "https":
		return fmt.Errorf("the scheme %q is neither http nor https", parsed.Scheme)
	case parsed.User != nil:
		return errors.New("it holds a user name")
	case parsed.Path != "" && parsed.Path != "/", parsed.RawQuery != "", parsed.Fragment != "":
		return errors.New("it has a path, a query or a fragment")
	case !validHost(parsed.Hostname()):
		return errors.New("it has no valid host name")
	}
	if port := parsed.Port(); port != "" || strings.HasSuffix(parsed.Host, ":") {
		if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
			return errors.New("the port is not a number from 1 to 65535")
		}
	}
	return nil
}

func validHost(host string) bool {
	if host == "" || strings.HasPrefix(host, ".") || strings.HasPrefix(host, "-") {
		return false
	}
	return !strings.ContainsFunc(host, func(c rune) bool {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		return !letter && (c < '0' || c > '9') && !strings.ContainsRune("-._:", c) // ":" only in IPv6 addresses
	})
}
