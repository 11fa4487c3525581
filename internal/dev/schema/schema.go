// SPDX-License-Identifier: MPL-2.0

// Package schema writes the provider's schema as "terraform providers schema -json" prints it, without a CLI.
//
// An older CLI leaves out what it does not know itself, such as resource identity. So the pages would depend on the CLI
// that happens to be installed. This command asks the provider in process and leaves nothing out.
package schema

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// name is the key that tfplugindocs looks up when it is told the provider's name without a namespace.
const name = "apsaradb"

// Command is the command "schema".
func Command() command.Command {
	return command.Command{
		Name: "schema", Summary: "print the provider's schema as JSON, for the documentation",
		Setup: func(*flag.FlagSet) func(context.Context) error {
			return func(ctx context.Context) error { return dump(ctx, os.Stdout) }
		},
	}
}

func dump(ctx context.Context, w io.Writer) error {
	server := provider.NewServer(provider.New("dev")())
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return fmt.Errorf("read the identity schema: %w", err)
	}
	if err := errors.Join(failures(schemas.Diagnostics), failures(identities.Diagnostics)); err != nil {
		return err
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(object{
		"format_version":   "1.0",
		"provider_schemas": object{name: providerObject(schemas, identities)},
	})
}

// failures turns error diagnostics into an error.
func failures(diagnostics []*tfprotov6.Diagnostic) error {
	var errs []error
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			errs = append(errs, fmt.Errorf("%s: %s", d.Summary, d.Detail))
		}
	}
	return errors.Join(errs...)
}
