// SPDX-License-Identifier: MPL-2.0

package sandbox

import (
	"fmt"
	"net"
	"time"
)

// Raw answers the first request of each connection with bytes that need be no HTTP, and closes it. Stop ends it.
func Raw(answer func(request string) string) (url string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // Stop ends it.
	if err != nil {
		return "", nil, fmt.Errorf("serve raw answers: %w", err)
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			_ = connection.SetDeadline(time.Now().Add(10 * time.Second))
			request := make([]byte, 64<<10)
			n, _ := connection.Read(request)
			_, _ = connection.Write([]byte(answer(string(request[:n]))))
			_ = connection.Close()
		}
	}()
	return "http://" + listener.Addr().String(), func() { _ = listener.Close() }, nil
}
