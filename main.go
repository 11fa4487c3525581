// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-apsaradb is the plugin that Terraform and OpenTofu start.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
)

// version is set by the release build with -ldflags "-X main.version=...".
var version = "dev"

func main() {
	forDebugger := flag.Bool("debug", false, "serve for a debugger: print TF_REATTACH_PROVIDERS and keep running")
	flag.Parse()
	if os.Getenv("GOGC") == "" {
		// A plan starts the provider three times, mostly for some 10 MB of garbage that is not worth collecting ("make bench").
		debug.SetGCPercent(400)
	}
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/geobackup/apsaradb",
		Debug:   *forDebugger,
	})
	if err != nil {
		log.Fatal(err)
	}
}
